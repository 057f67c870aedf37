package org.palisade.scanserver.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.palisade.protocol.http.AgentSessions;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;

/** A journal of sessions, with a time that is set by hand. */
final class JournalStage implements AutoCloseable {

    static final PeerName AGENT = new PeerName(PeerKind.AGENT, new UUID(1, 1), new UUID(2, 2));
    static final long BOUND = 1 << 20;

    private final Path folder;
    final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    long dropped;
    SessionJournal journal;

    /** A clock that moves with the monotonic one. */
    final Clock clock = ((InstantSource) () -> Instant.ofEpochMilli(1_800_000_000_000L + nanos.get() / 1_000_000)).withZone(ZoneOffset.UTC);

    JournalStage(Path folder) throws IOException {
        this.folder = folder;
        open();
    }

    /** A new beginning over the same folder; without {@link #close} before, it is one after a kill. */
    void open() throws IOException {
        open(BOUND);
    }

    void open(long cap) throws IOException {
        journal = new SessionJournal(folder, cap, clock, nanos::get, count -> dropped += count);
    }

    void pass(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }

    void report(Intake intake) throws IOException {
        while (journal.batch().isPresent()) {
            AgentSessions batch = journal.batch().get();
            journal.acknowledge(batch.journal(), intake.take(batch));
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}
