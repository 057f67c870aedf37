package org.palisade.agent.fake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.palisade.agent.control.AgentState;
import org.palisade.agent.control.ControlClient;
import org.palisade.agent.control.Order;
import org.palisade.networkagent.Json;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.signed.PeerKind;

/** The agent as a process of its own, as it is shipped; without an Integration Server, so that its events stay in the spool. */
public final class AgentProcess implements AutoCloseable {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final Path home;
    private final Process process;

    public AgentProcess(Path home, TestAuthority authority, FakeSvm svm, String... settings) throws IOException {
        this.home = home;
        Files.createDirectories(home);
        if (!Files.exists(home.resolve("identity"))) {
            authority.issue(PeerKind.AGENT, UUID.randomUUID()).store(home.resolve("identity"));
        }
        List<String> lines = new ArrayList<>(List.of(settings));
        lines.add("server.url=https://127.0.0.1:1");
        lines.add("svm.fixed=" + svm.fixed());
        Files.write(home.resolve("agent.properties"), lines);
        process = start(home.resolve("log"), line("run"));
    }

    /** Runs a command of the agent's own and waits for its end. */
    public Result command(String... arguments) throws IOException, InterruptedException {
        return run(line(arguments));
    }

    /** The same with arguments as a shell makes them, which need not be text. */
    public Result commandInShell(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + arguments, "sh"));
        command.addAll(line());
        return run(command);
    }

    private Result run(List<String> line) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "out", ".txt");
        Process command = start(out, line);
        if (!command.waitFor(120, TimeUnit.SECONDS)) {
            command.destroyForcibly();
            throw new IOException("the command does not end");
        }
        return new Result(command.exitValue(), Files.readAllLines(out));
    }

    public AgentState awaitState(String state) {
        AtomicReference<AgentState> last = new AtomicReference<>();
        await("state " + state, () -> {
            try {
                ControlClient.ask(home, Order.info(), reply -> last.set(reply.state()));
            } catch (IOException e) {
                return false;
            }
            return last.get().state().equals(state);
        });
        return last.get();
    }

    /** Waits for something that other processes bring about. */
    public void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what + "; the agent's log:\n" + log());
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    /** Events that wait for the server. */
    public List<EventBatch.Event> events() {
        try (var files = Files.list(home.resolve("spool"))) {
            List<EventBatch.Event> events = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
                events.add(Json.read(Files.readString(file), EventBatch.Event.class));
            }
            return events;
        } catch (IOException e) {
            return List.of();
        }
    }

    public List<EventBatch.Event> detections() {
        return events().stream().filter(event -> event.kind().equals("malware-detected")).toList();
    }

    public String log() {
        try {
            return Files.readString(home.resolve("log"));
        } catch (IOException e) {
            return "none";
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    public int waitFor() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the agent does not end; its log:\n" + log());
        }
        return process.exitValue();
    }

    public void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        kill();
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How a command ended. */
    public record Result(int exit, List<String> lines) {
    }

    private List<String> line(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:+UseSerialGC",
                "-Xss256k", "-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"), "org.palisade.agent.Main"));
        command.addAll(List.of("--config", home.resolve("agent.properties").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Process start(Path out, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        return builder.start();
    }
}
