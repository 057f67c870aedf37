package org.palisade.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.setup.DerivedSecrets;

/** The home of the server inside of the test's container; to be named before Arquillian's own extension. */
final class ContainerHome implements BeforeAllCallback {

    private static final String HOME = "palisade.it.container";

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        if (System.getProperty(ServerHome.HOME_PROPERTY) != null) {
            return; // This is the inside of the container: Arquillian runs the class there once more.
        }
        Prerequisite.check(new File(String.valueOf(System.getenv("MICRO_JAR"))).isFile(), "needs Payara Micro, named by MICRO_JAR as the build does");
        Path home = Files.createTempDirectory("palisade-container").toRealPath();
        deleteAtTheEnd(context, home);
        System.setProperty(HOME, home.toString());
        System.setProperty("palisade.it.container.port", Integer.toString(Ports.free(1)));
        Files.createDirectory(home.resolve("tmp"));
        Files.createDirectory(home.resolve("lib"));
        try (Stream<Path> drivers = Files.list(IntegrationServer.RUNTIME.resolve("lib"))) {
            for (Path driver : drivers.toList()) {
                Files.copy(driver, home.resolve("lib").resolve(driver.getFileName()));
            }
        }
        IntegrationServer.init(home);
        Files.writeString(home.resolve("preboot.asadmin"),
                "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address=127.0.0.1\n");
        String password = DerivedSecrets.of(home.resolve("secrets")).derbyBootPassword();
        Files.writeString(home.resolve("postboot.asadmin"), """
                create-jdbc-connection-pool --restype=javax.sql.XADataSource --datasourceclassname=org.apache.derby.jdbc.EmbeddedXADataSource \
                --property=databaseName=%s/db:createDatabase=create:user=palisade:password=palisade:connectionAttributes=dataEncryption\\=true\\;\
                bootPassword\\=%s\\;encryptionKeyLength\\=256\\;encryptionAlgorithm\\=AES/CBC/NoPadding palisade
                create-jdbc-resource --connectionpoolid=palisade jdbc/palisade
                """.formatted(home, password));
    }

    /** Arquillian stops its container when the last class is through; what was put here before it was there is closed after it is gone. */
    private static void deleteAtTheEnd(ExtensionContext context, Path home) {
        context.getRoot().getStore(Namespace.create(ContainerHome.class)).put(home, (AutoCloseable) () ->
                Installation.until(Duration.ofSeconds(30), "the container to leave its folder", () -> deleted(home)));
    }

    private static boolean deleted(Path home) {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return !Files.exists(home);
        }
    }
}
