package org.palisade.server.platform.boundary;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the Integration Server keeps what it keeps outside the database.
 *
 * @param home    the server's home: {@code server.properties}, {@code key-ring}, {@code pki/}, {@code db/}, {@code log/}
 * @param secrets files only the server's user may read: {@code master.key}, first password, first tokens, console certificate
 */
public record ServerHome(Path home, Path secrets) {

    /** System property that names the home. */
    public static final String HOME_PROPERTY = "palisade.home";
    /** System property that names the folder of secrets; default {@code secrets} in the home. */
    public static final String SECRETS_PROPERTY = "palisade.secrets";

    public ServerHome {
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(secrets, "secrets");
    }

    /**
     * The home this process was started with.
     *
     * @throws IllegalStateException if the process was started without one
     */
    public static ServerHome ofThisProcess() {
        String home = System.getProperty(HOME_PROPERTY);
        if (home == null || home.isBlank()) {
            throw new IllegalStateException("the system property " + HOME_PROPERTY + " must name the server's home");
        }
        Path folder = Path.of(home);
        String secrets = System.getProperty(SECRETS_PROPERTY);
        return new ServerHome(folder, secrets == null || secrets.isBlank() ? folder.resolve("secrets") : Path.of(secrets));
    }

    /** Settings; may be absent. */
    public Path settings() {
        return home.resolve("server.properties");
    }

    /** Data keys, wrapped by the master key. */
    public Path keyRing() {
        return home.resolve("key-ring");
    }

    /** Certificates and key stores. */
    public Path pki() {
        return home.resolve("pki");
    }

    /** The embedded database. */
    public Path database() {
        return home.resolve("db");
    }

    /** The master key: outside the database, never in it. */
    public Path masterKey() {
        return secrets.resolve("master.key");
    }

    /** The administrator's generated password, until it is changed. */
    public Path adminPassword() {
        return secrets.resolve("admin-password");
    }
}
