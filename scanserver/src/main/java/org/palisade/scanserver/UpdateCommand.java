package org.palisade.scanserver;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.protocol.signed.UpdateManifest;
import org.palisade.scanserver.control.ControlClient;
import org.palisade.scanserver.update.UpdateStatus;
import org.palisade.scanserver.update.Updates;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "update", mixinStandardHelpOptions = true, description = "Updates the databases, takes the last update back, or tells how updates fare, as one line of JSON.")
final class UpdateCommand implements Callable<Integer> {

    /** Words of the control socket. */
    static final String UPDATE = "update";
    static final String ROLLBACK = "rollback";

    @Mixin
    private ConfigOption config;

    @Option(names = "--now", description = "looks for an update now and installs it; the Protection Server must run")
    private boolean now;

    @Parameters(arity = "0..1", paramLabel = "status|rollback", defaultValue = "status",
            description = "status: how updates fare; rollback: restores the set before the one in use, the Protection Server must run")
    private String deed;

    @Spec
    private CommandSpec spec;

    /**
     * What is told; times are ISO-8601 instants in UTC.
     *
     * @param state {@code off}, {@code fresh}, {@code stale}, {@code trial} or {@code failing}
     * @param held  true after a rollback, until a newer package than the one given up is there
     */
    public record Told(String state, String version, Long sequence, String created, Long ageSeconds, String previous, boolean held, String problem) {

        static Told of(UpdateStatus status, Instant now) {
            Optional<UpdateManifest> current = status.current();
            return new Told(status.state().name().toLowerCase(Locale.ROOT), current.map(UpdateManifest::version).orElse(null),
                    current.map(UpdateManifest::sequence).orElse(null), current.map(manifest -> manifest.created().toString()).orElse(null),
                    status.age(now).map(Duration::toSeconds).orElse(null), status.previous().map(UpdateManifest::version).orElse(null), status.held(),
                    status.problem().orElse(null));
        }
    }

    @Override
    public Integer call() throws SettingsException, IOException {
        ScanserverConfig settings = config.read();
        if (!deed.equals("status") && !deed.equals(ROLLBACK) || now && !deed.equals("status")) {
            throw new ParameterException(spec.commandLine(), "say status, rollback or --now");
        }
        if (now || deed.equals(ROLLBACK)) {
            System.out.println(ControlClient.ask(settings.report().home(), now ? UPDATE : ROLLBACK));
        } else {
            Clock clock = Main.clock();
            System.out.println(Json.write(Told.of(Updates.status(settings.updates(), clock), clock.instant())));
        }
        return 0;
    }
}
