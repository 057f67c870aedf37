package org.palisade.scanserver.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import org.palisade.networkagent.EventSpool;
import org.palisade.protocol.http.EventBatch;

/** Events of this SVM, on their way through the spool. */
public final class SvmEvents implements AutoCloseable {

    /** What may happen to an SVM. */
    public enum Kind {
        SVM_STARTED("information"), SVM_STOPPING("information"), SIGNATURE_SET_CHANGED("information"), SIGNATURES_MISSING("critical"),
        ENGINE_LOST("critical"), ENGINE_BACK("information"), UPDATED("information"), UPDATE_FAILED("error"), ROLLED_BACK("warning"), DATABASES_STALE("critical"),
        LICENCE_VALID("information"), LICENCE_ENDING("warning"), LICENCE_EXPIRED("critical"), LICENCE_DENIED("critical"), LICENCE_MISSING("critical"), LICENCE_REFUSED("error"),
        SESSIONS_DROPPED("error");

        private final String severity;

        Kind(String severity) {
            this.severity = severity;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final int MOST = 10_000;
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final EventSpool spool;
    private final Clock clock;

    /**
     * Opens the spool.
     *
     * @throws IOException if the folder cannot be used
     */
    public SvmEvents(Path home, EventSpool.Sender sender, Clock clock) throws IOException {
        this.spool = new EventSpool(home.resolve("spool"), sender, MOST, RETRY);
        this.clock = clock;
    }

    /** Something happened just now. */
    public void add(Kind kind) {
        spool.add(new EventBatch.Event(UUID.randomUUID().toString(), clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(), kind.severity,
                kind.word(), null, null, null, null));
    }

    @Override
    public void close() {
        spool.close();
    }
}
