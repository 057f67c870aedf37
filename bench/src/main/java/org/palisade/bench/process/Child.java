package org.palisade.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of this class path, spoken to in lines. */
public final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    /**
     * Starts it.
     *
     * @param options of its JVM
     */
    public Child(Class<?> main, List<String> options, List<String> arguments) throws IOException {
        this(main, options, arguments, List.of());
    }

    /**
     * Starts it.
     *
     * @param options of its JVM
     * @param through what starts it, with its own arguments
     */
    public Child(Class<?> main, List<String> options, List<String> arguments, List<String> through) throws IOException {
        // The shell raises the limit on descriptors where it may; the JVM takes what it is given.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n 65536 2>/dev/null || ulimit -n \"$(ulimit -H -n)\"; exec \"$@\"", "sh"));
        command.addAll(through);
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        out = process.inputReader(StandardCharsets.US_ASCII);
        in = process.outputWriter(StandardCharsets.US_ASCII);
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** The next line it writes. */
    public String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("a child process ended");
        }
        return line;
    }

    /** Writes it a line and waits for one. */
    public String ask(String order) throws IOException {
        in.write(order);
        in.newLine();
        in.flush();
        return line();
    }

    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
