package org.palisade.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.palisade.networkagent.Enrolment;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;

/** An Integration Server alone, on one of its two packagings; its own home, its own ports, loopback only. */
final class IntegrationServer implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Path CHECKOUT = Path.of("").toAbsolutePath();
    /** What the build of micro leaves; complete. */
    static final Path RUNTIME = CHECKOUT.resolve("micro/target/runtime");
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Path home;
    private final int port;
    private final Set<Integer> ports;
    private final long pid;
    private final Stop stop;

    private interface Stop {
        void now() throws IOException, InterruptedException;
    }

    private IntegrationServer(Path home, int port, Set<Integer> ports, long pid, Stop stop) {
        this.home = home;
        this.port = port;
        this.ports = ports;
        this.pid = pid;
        this.stop = stop;
    }

    /** The WAR on Payara Micro, as the launcher starts it. */
    static IntegrationServer onMicro(Path folder) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("micro"));
        int port = Ports.free(1);
        init(home);
        Path out = folder.resolve("micro.out");
        Process process = new ProcessBuilder(JAVA, "-Xmx512m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-jar",
                RUNTIME.resolve("palisade-micro.jar").toString(), "--home", home.toString(), "--port", Integer.toString(port))
                .redirectErrorStream(true).redirectOutput(out.toFile()).start();
        Installation.until(LONGEST, "the server to be ready", () -> !process.isAlive() || read(out).contains("ready: "));
        if (!process.isAlive()) {
            fail("the server ended with " + process.exitValue() + "\n" + read(out));
        }
        return new IntegrationServer(home, port, Set.of(port), process.pid(), () -> {
            process.destroy();
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail("the server did not stop");
            }
        });
    }

    /** The init step that comes before the first start; leaves the secrets inside of the home. */
    static void init(Path home) throws IOException, InterruptedException {
        Prerequisite.check(Files.exists(RUNTIME.resolve("palisade.war")), "needs the build of micro");
        run(home.resolve("init.log"), JAVA, "-XX:TieredStopAtLevel=1", "-cp", RUNTIME.resolve("setup") + "/*:" + RUNTIME.resolve("lib") + "/*",
                "org.palisade.server.setup.Init", "--home", home.toString());
    }

    /** The EAR on Payara Server, installed by the documented script. */
    static IntegrationServer onPayaraServer(Path folder) throws IOException, InterruptedException {
        Path payara = Path.of(System.getProperty("palisade.payara.server", "target/payara6")).toAbsolutePath();
        Prerequisite.check(Files.exists(payara.resolve("bin/asadmin")), "needs Payara Server, unpacked by the build");
        for (String program : List.of("bin/asadmin", "glassfish/bin/asadmin")) {
            payara.resolve(program).toFile().setExecutable(true);
        }
        Path home = Files.createDirectories(folder.resolve("payara"));
        int port = Ports.free(49);
        run(folder.resolve("install.log"), CHECKOUT.resolve("ear/target/server/install").toString(), "--payara", payara.toString(),
                "--home", home.toString(), "--portbase", Integer.toString(port));
        long pid = Long.parseLong(Files.readString(home.resolve("domains/palisade/config/pid")).strip());
        return new IntegrationServer(home, port, Set.of(port, port + 48), pid, () -> run(folder.resolve("stop.log"),
                payara.resolve("bin/asadmin").toString(), "stop-domain", "--domaindir", home.resolve("domains").toString(), "palisade"));
    }

    URI url() {
        return URI.create("https://127.0.0.1:" + port);
    }

    int port() {
        return port;
    }

    Path home() {
        return home;
    }

    Path secret(String name) {
        return home.resolve("secrets").resolve(name);
    }

    String password() throws IOException {
        return Files.readString(secret("admin-password")).strip();
    }

    X509Certificate authority() throws IOException {
        return console().authority();
    }

    /** The identity the command line reads with. */
    Identity console() throws IOException {
        return Identity.read(secret("console.key"), secret("console.crt"), home.resolve("pki/authority.crt"));
    }

    /** Enrols a new peer with the first token of its kind. */
    Identity enrol(PeerKind kind, String host) throws IOException {
        return Enrolment.enrol(url(), EnrolmentToken.parse(Files.readString(secret(kind.word() + ".token"))), host, "0.1.0");
    }

    /** The ports that may be open, each on loopback. */
    Set<String> expectedListeners() {
        return ports.stream().map(open -> "127.0.0.1:" + open).collect(Collectors.toSet());
    }

    /** What the process really listens on, by {@code ss}; TCP and UDP. */
    Set<String> listeners() throws IOException, InterruptedException {
        Prerequisite.check(Files.isExecutable(Path.of("/usr/bin/ss")) || Files.isExecutable(Path.of("/bin/ss")), "needs ss (Debian: iproute2)");
        Process ss = new ProcessBuilder("ss", "-Hltunp").redirectErrorStream(true).start();
        String text = new String(ss.getInputStream().readAllBytes());
        ss.waitFor();
        return text.lines().filter(line -> line.contains("pid=" + pid + ","))
                .map(line -> line.split("\\s+")[4].replace("[::ffff:127.0.0.1]", "127.0.0.1"))
                .collect(Collectors.toSet());
    }

    /** The log of the WAR on Micro. */
    String log() {
        return read(home.resolve("log/server.0.log"));
    }

    /** The arguments of the process, as everyone on the machine may read them. */
    String arguments() throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        try {
            stop.now();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Path log, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(Arrays.asList(command))).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail(command[0] + " did not end within " + LONGEST + "\n" + read(log));
        }
        if (process.exitValue() != 0) {
            fail(command[0] + " ended with " + process.exitValue() + "\n" + read(log));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
