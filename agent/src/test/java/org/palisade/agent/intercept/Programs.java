package org.palisade.agent.intercept;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Other processes, whose openings of files the kernel tells of; this one's own prove nothing. */
final class Programs {

    private Programs() {
    }

    /** Whether it waits for an answer about a file it opens. */
    static boolean held(Process process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/wchan")).contains("fanotify")
                    || Files.readString(Path.of("/proc/" + process.pid() + "/status")).contains("State:\tD");
        } catch (IOException e) {
            return false;
        }
    }

    /** What a program said, and how it ended. */
    record Output(int exit, String text) {
    }

    static Output run(String... command) throws Exception {
        return run(command, new byte[0]);
    }

    static Output run(String shell, String option, String script, byte[] input) throws Exception {
        return run(new String[] {shell, option, script}, input);
    }

    private static Output run(String[] command, byte[] input) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(input);
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("a program hangs");
        }
        return new Output(process.exitValue(), text);
    }
}
