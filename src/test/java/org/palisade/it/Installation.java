package org.palisade.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.ServerSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * An installation of its own, driven through the launcher as a user would: its own state, its own ports, beside whatever else runs here.
 */
final class Installation implements AutoCloseable {

    /** What a command printed and how it ended. */
    record Outcome(int exit, String out, String err) {

        List<JsonObject> lines() {
            return out.lines().filter(line -> line.startsWith("{")).map(Installation::json).toList();
        }
    }

    private static final Duration LONGEST = Duration.ofMinutes(8);
    private static final Path CHECKOUT = Path.of("").toAbsolutePath();

    private final Path home;
    private final int portBase;

    private Installation(Path home, int portBase) {
        this.home = home;
        this.portBase = portBase;
    }

    /** A fresh installation under a folder; nothing is started yet. */
    static Installation under(Path folder) throws IOException {
        return new Installation(folder.resolve("state"), freePorts());
    }

    Path home() {
        return home;
    }

    int port() {
        return portBase;
    }

    int scanPort() {
        return portBase + 1;
    }

    int metricsPort() {
        return portBase + 3;
    }

    /** What the Protection Server counts, as its page of metrics tells it now: name with labels, then figure. */
    Map<String, Double> metrics() throws IOException, InterruptedException {
        HttpResponse<String> page = HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort() + "/metrics")).timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString());
        if (page.statusCode() != 200) {
            throw new AssertionError("the page of metrics answers " + page.statusCode());
        }
        Map<String, Double> figures = new TreeMap<>();
        page.body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int end = line.lastIndexOf(' ');
            figures.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
        });
        return figures;
    }

    /** One figure of that page; all of its labels' together, or of those that hold a text. */
    double metric(String name, String... labels) throws IOException, InterruptedException {
        return metrics().entrySet().stream().filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
                .filter(entry -> Stream.of(labels).allMatch(entry.getKey()::contains)).mapToDouble(Map.Entry::getValue).sum();
    }

    String url() {
        return "https://127.0.0.1:" + portBase;
    }

    String password() throws IOException {
        return Files.readString(home.resolve("secrets/admin-password")).strip();
    }

    Path authority() {
        return home.resolve("server/pki/authority.crt");
    }

    /** Starts it; fails with everything the launcher said unless it ends ready. */
    String up(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("up"));
        command.addAll(Arrays.asList(arguments));
        Outcome outcome = run(command.toArray(String[]::new));
        if (outcome.exit() != 0) {
            throw new AssertionError("up ended with " + outcome.exit() + "\n" + outcome.out() + outcome.err());
        }
        return outcome.out();
    }

    JsonObject status() throws IOException, InterruptedException {
        return json(run("status", "--json").out());
    }

    List<JsonObject> detections() throws IOException, InterruptedException {
        return run("events", "--json", "--kind", "malware-detected").lines();
    }

    /** Runs one launcher command to its end. */
    Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(CHECKOUT.resolve("palisade").toString()));
        command.addAll(Arrays.asList(arguments));
        Path out = Files.createTempFile("palisade-out", ".txt");
        Path err = Files.createTempFile("palisade-err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("PALISADE_HOME", home.toString());
        builder.environment().put("PALISADE_PORT_BASE", Integer.toString(portBase));
        builder.environment().put("PALISADE_BUILD", "never");
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("palisade " + String.join(" ", arguments) + " did not end within " + LONGEST);
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Process id of {@code server}, {@code scanserver} or {@code agent}. */
    long pid(String service) throws IOException {
        return Long.parseLong(Files.readString(home.resolve("run").resolve(service + ".pid")).split(" ")[0]);
    }

    /** Ends a service as a power cut would. */
    void kill(String service) throws IOException, InterruptedException {
        ProcessHandle process = ProcessHandle.of(pid(service)).orElseThrow();
        process.destroyForcibly();
        until(Duration.ofSeconds(10), "the " + service + " to be gone", () -> !process.isAlive());
    }

    /** Stops everything and removes what the launcher put outside of the home. */
    @Override
    public void close() throws IOException {
        try {
            run("down");
            Path server = home.resolve("server");
            if (Files.isSymbolicLink(server)) {
                delete(Files.readSymbolicLink(server).getParent());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for something that is about to be true; fails when it is not in time. */
    static void until(Duration limit, String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + limit + " in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The first of eight neighbouring ports that are free now. */
    private static int freePorts() throws IOException {
        for (int base = 21000 + (int) (ProcessHandle.current().pid() % 1000) * 8; base < 60000; base += 8) {
            if (free(base) && free(base + 1) && free(base + 2) && free(base + 3)) {
                return base;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
