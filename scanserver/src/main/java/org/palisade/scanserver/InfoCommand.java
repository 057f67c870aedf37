package org.palisade.scanserver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.Json;
import org.palisade.protocol.scan.Limits;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.scanserver.control.ControlClient;
import org.palisade.scanserver.update.Updates;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "info", mixinStandardHelpOptions = true, description = "Tells as JSON who this Protection Server is and whether something listens on its port.")
final class InfoCommand implements Callable<Integer> {

    private static final int CONNECT_MILLIS = 1000;

    @Mixin
    private ConfigOption config;

    /**
     * What is told.
     *
     * @param state     {@code not-enrolled}, {@code stopped} or {@code listening}
     * @param running   what the running process says of itself; left out if it does not run or belongs to somebody else
     * @param databases version of the update package in use; left out if there is none
     */
    public record About(String version, int protocol, String id, String tenant, String certificateExpires, String server, String address, int port, String engine,
                        String state, String databases, String databasesCreated, String updates, Status running) {
    }

    @Override
    public Integer call() throws SettingsException, IOException {
        ScanserverConfig settings = config.read();
        Optional<Identity> identity = Identity.load(settings.report().identity());
        Status running = running(settings);
        // Whoever answers on its own socket listens; a connection to its port that says nothing would be a line in its log.
        String state = identity.isEmpty() ? "not-enrolled" : running != null || listening(settings) ? "listening" : "stopped";
        Clock clock = Main.clock();
        UpdateCommand.Told updates = UpdateCommand.Told.of(Updates.status(settings.updates(), clock), clock.instant());
        System.out.println(Json.write(new About(Version.TEXT, Limits.VERSION, identity.map(who -> who.name().id().toString()).orElse(null),
                identity.map(who -> who.name().tenant().toString()).orElse(null),
                identity.map(who -> who.certificate().getNotAfter().toInstant().toString()).orElse(null),
                settings.report().server().map(Object::toString).orElse(null), settings.report().advertise(), settings.connections().port(),
                settings.engine().name().toLowerCase(Locale.ROOT), state, updates.version(), updates.created(), updates.state(), running)));
        return 0;
    }

    /** Null unless it runs and this user may ask it. */
    private static Status running(ScanserverConfig settings) {
        try {
            return Json.read(ControlClient.ask(settings.report().home(), Status.STATUS), Status.class);
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean listening(ScanserverConfig settings) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(settings.connections().address(), settings.connections().port()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
