package org.palisade.networkagent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LogLinesTest {

    /** A process that begins as ours do. */
    static final class Process {

        private Process() {
        }

        public static void main(String[] args) {
            LogLines.keep();
            LogLines.use(System.Logger.Level.INFO);
            // What the JDK does at shutdown, at whatever moment of ours.
            LogManager.getLogManager().reset();
            Logger.getLogger("org.palisade.Last").info("stopped");
        }
    }

    @Test
    @Timeout(60)
    void theLogGoesOnWhileTheProcessStops() throws Exception {
        java.lang.Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-cp",
                System.getProperty("java.class.path"), Process.class.getName()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertEquals("INFO  Last: stopped\n", said.substring(said.indexOf(' ') + 1));
    }
}
