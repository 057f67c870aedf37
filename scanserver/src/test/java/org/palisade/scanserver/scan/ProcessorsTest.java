package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kernel's own word for the policy of a thread: field 41 of its {@code stat}, proc(5). */
@EnabledOnOs(OS.LINUX)
class ProcessorsTest {

    static int policy() {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/thread-self/stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[38]);
    }

    @Test
    void aThreadGoesToTheBackgroundAndComesBack() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may come back without a limit set for it");
        Processors processors = new Processors.Linux();
        assertEquals(0, policy());
        processors.background();
        assertEquals(5, policy());
        processors.foreground();
        assertEquals(0, policy());
    }

    @Test
    void whateverTheKernelAllowsNoThreadStaysBehind() {
        Processors processors = new Processors.Linux();
        processors.background();
        processors.foreground();
        assertEquals(0, policy());
    }
}
