package org.palisade.micro;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Main is started with. What the application itself may be told stands in {@code server.properties} of the home.
 *
 * @param home    the Integration Server's home; must exist
 * @param secrets folder of the master key
 * @param address address the one listener is bound to
 * @param port    its port, 1–65535
 * @param runtime folder this program was installed to; only read
 */
record MicroConfig(Path home, Path secrets, String address, int port, Path runtime) {

    static final String USAGE = "usage: java -jar palisade-micro.jar --home DIR [--secrets DIR] [--address ADDRESS] [--port PORT]";

    private static final Set<String> KEYS = Set.of("home", "secrets", "address", "port");

    MicroConfig {
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(secrets, "secrets");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(runtime, "runtime");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("--port must lie between 1 and 65535");
        }
    }

    /**
     * Reads the arguments; what is absent is taken from the system properties {@code palisade.home}, {@code palisade.secrets},
     * {@code palisade.address}, {@code palisade.port}.
     *
     * @throws IllegalArgumentException if one is unknown, twice there or unusable; the message names it
     */
    static MicroConfig of(String[] arguments, Path runtime) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String key = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("unknown argument " + arguments[i] + "; known are --" + String.join(", --", new TreeSet<>(KEYS)));
            }
            if (i + 1 == arguments.length || given.put(key, arguments[i + 1]) != null) {
                throw new IllegalArgumentException("--" + key + " must be given once, with a value");
            }
        }
        KEYS.forEach(key -> given.computeIfAbsent(key, absent -> System.getProperty("palisade." + absent)));
        if (!given.containsKey("home")) {
            throw new IllegalArgumentException("--home is missing");
        }
        Path home = Path.of(given.get("home")).toAbsolutePath().normalize();
        Path secrets = given.containsKey("secrets") ? Path.of(given.get("secrets")) : home.resolve("secrets");
        return new MicroConfig(home, secrets.toAbsolutePath().normalize(), given.getOrDefault("address", "127.0.0.1"),
                port(given.getOrDefault("port", "7271")), runtime);
    }

    /** The folder the program itself lies in. */
    static Path runtimeOfThisProgram() {
        try {
            return Path.of(MicroConfig.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the program's own folder has no usable name", e);
        }
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port is no number");
        }
    }
}
