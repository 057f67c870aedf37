package org.palisade.bench.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A daemon being measured: a child process, and what the kernel says it cost. */
final class Daemon implements AutoCloseable {

    private static final double TICKS = 100;
    private static final int UTIME = 11;
    private static final int STIME = 12;

    private final String name;
    private final Process process;
    private final Path log;

    private Daemon(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts it; its output goes to a file. */
    static Daemon start(String name, Path log, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        return new Daemon(name, process, log);
    }

    /** Waits until something is true of it, at most three minutes. */
    void await(String what, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!condition.holds()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException(name + " did not get to: " + what + "; its output:\n" + Files.readString(log, StandardCharsets.ISO_8859_1));
            }
            Thread.sleep(50);
        }
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws IOException;
    }

    String name() {
        return name;
    }

    /** What it has written. */
    String output() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    /** CPU seconds of all its threads so far, user and system. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS;
    }

    /** Resident memory now, bytes. */
    long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("no VmRSS of " + name);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
