package org.palisade.scanserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

    @TempDir
    private Path folder;
    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.line();
        line.setErr(new PrintWriter(errors, true));
        line.setOut(new PrintWriter(new StringWriter()));
        return line.execute(arguments);
    }

    private String config(String text) throws IOException {
        return Files.writeString(folder.resolve("scanserver.properties"), text).toString();
    }

    @Test
    void helpIsThere() {
        assertEquals(0, run("--help"));
        assertEquals(0, run("run", "--help"));
    }

    @Test
    void aMissingOptionOrFileIsAWrongCall() {
        assertEquals(2, run("run"));
        assertEquals(2, run("run", "--config", folder.resolve("none").toString()));
    }

    @Test
    void anUnknownSettingStopsTheStart() throws IOException {
        assertEquals(2, run("run", "--config", config("listen.prot = 1\n")));
        assertTrue(errors.toString().contains(folder.resolve("scanserver.properties") + ": unknown setting listen.prot; did you mean listen.port?"), errors.toString());
    }

    @Test
    void whoIsNotEnrolledIsToldHow() throws IOException {
        assertEquals(2, run("run", "--config", config("log.level = error\n")));
        assertEquals(1, run("run", "--config", config("server.url = https://127.0.0.1:1\nlog.level = error\n")));
        assertTrue(errors.toString().contains("enrol"), errors.toString());
    }
}
