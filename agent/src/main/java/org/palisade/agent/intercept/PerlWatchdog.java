package org.palisade.agent.intercept;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The separate watchdog as a process of perl, which every Debian has ({@code perl-base} is essential). The script comes out of this archive and goes on the
 * command line, not through a file: nobody can swap it, and nothing of it is secret. Perl comes by its absolute path and gets an empty environment.
 */
final class PerlWatchdog implements OuterWatchdog.Companion {

    static final Path PERL = Path.of("/usr/bin/perl");

    private static final int TICKS = 8;
    private static final String TICK_SECONDS = "1";

    private final Process process;
    private final InputStream answers;
    private final OutputStream beats;

    private PerlWatchdog(Process process) {
        this.process = process;
        this.answers = process.getInputStream();
        this.beats = process.getOutputStream();
    }

    /**
     * What starts watchdogs of this process that kill it after 8 s. The script is read now, because later might be too late.
     *
     * @throws IOException if this archive is broken
     */
    static OuterWatchdog.Starter ofThisProcess() throws IOException {
        String script = script();
        long pid = ProcessHandle.current().pid();
        return () -> Files.isExecutable(PERL) ? Optional.of(start(script, pid, TICKS, TICK_SECONDS)) : Optional.empty();
    }

    /** The script's text. */
    static String script() throws IOException {
        try (InputStream script = PerlWatchdog.class.getResourceAsStream("watchdog.pl")) {
            if (script == null) {
                throw new IOException("this archive is broken: it has no watchdog.pl");
            }
            return new String(script.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /**
     * Starts one.
     *
     * @param target process to be killed
     * @param ticks  of silence before that
     * @param tick   seconds of a tick, a decimal number
     */
    static PerlWatchdog start(String script, long target, int ticks, String tick) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(PERL.toString(), "-f", "-e", script, "--", Long.toString(target), Integer.toString(ticks), tick,
                Integer.toString(mlockall())));
        builder.environment().clear();
        builder.directory(new File("/"));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return new PerlWatchdog(builder.start());
    }

    @Override
    public int pid() {
        return (int) process.pid();
    }

    @Override
    public OptionalInt exit() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    @Override
    public boolean answered() {
        try {
            int bytes = answers.available();
            answers.skipNBytes(bytes);
            return bytes > 0;
        } catch (IOException e) {
            // Its end is told by exit().
            return false;
        }
    }

    @Override
    public void beat() throws IOException {
        beats.write('.');
        beats.flush();
    }

    @Override
    public void end() {
        process.destroyForcibly();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** The agent's end, as the script sees it. */
    void hangUp() throws IOException {
        beats.close();
    }

    /** Number of the system call; Perl has no name for it, and it is not the same everywhere. */
    private static int mlockall() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> 151;
            case "aarch64", "riscv64" -> 230;
            default -> 0;
        };
    }
}
