package org.palisade.scanserver.report;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.palisade.protocol.http.AgentSessions;
import org.palisade.protocol.signed.PeerName;
import org.palisade.scanserver.connection.SessionListener;
import org.palisade.scanserver.report.JournalRecord.Kind;
import org.palisade.scanserver.report.JournalRecord.Type;

/**
 * The journal of agents' sessions: what a bill may rest on. An entry is in the hands of the system when a method returns, and on disk after the next {@link #beat}.
 * Connections that a crash ended are closed at the next start, at the last beat. Entries wait until the Integration Server has stored them; how, stands in
 * {@code docs/adr/0007-session-journal.md}. Thread-safe.
 */
public final class SessionJournal implements SessionListener, AutoCloseable {

    /** Most entries of one report. */
    public static final int BATCH = 500;

    private static final Logger LOG = System.getLogger(SessionJournal.class.getName());
    private static final long WORTH_SWEEPING = 1 << 20;
    private static final int SHARE_DROPPED = 8;

    private final long cap;
    private final Clock clock;
    private final LongSupplier nanos;
    private final LongConsumer dropped;
    private final UUID run = UUID.randomUUID();
    private final Heartbeat heartbeat;
    private final JournalFile file;
    /** What was last heard of each connection that is open, the oldest first. */
    private final Map<UUID, JournalRecord> open = new LinkedHashMap<>();
    private UUID journal = UUID.randomUUID();
    private long acknowledged;
    private long last;
    private long unsent;
    private boolean dirty;
    private boolean broken;
    private boolean closed;

    /**
     * Opens the journal and ends what a crash left open.
     *
     * @param folder  own folder, made if missing
     * @param cap     most bytes of entries kept; beyond it the oldest are dropped
     * @param nanos   a clock like {@link System#nanoTime}
     * @param dropped is told how many entries were dropped or could not be written
     * @throws IOException if the folder cannot be used
     */
    public SessionJournal(Path folder, long cap, Clock clock, LongSupplier nanos, LongConsumer dropped) throws IOException {
        this.cap = cap;
        this.clock = clock;
        this.nanos = nanos;
        this.dropped = dropped;
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        heartbeat = new Heartbeat(folder.resolve("heartbeat"));
        file = new JournalFile(folder.resolve("journal"));
        load();
    }

    @Override
    public void connected(UUID connection, PeerName agent) {
        add(Kind.CONNECTED, connection, agent.id(), agent.tenant());
    }

    @Override
    public synchronized void able(UUID connection) {
        JournalRecord known = open.get(connection);
        if (known != null) {
            add(Kind.ABLE, connection, known.agent(), known.tenant());
        }
    }

    @Override
    public synchronized void lost(UUID connection) {
        JournalRecord known = open.get(connection);
        if (known != null) {
            add(Kind.LOST, connection, known.agent(), known.tenant());
        }
    }

    /** Connections whose agents can have files scanned now. */
    public synchronized int able() {
        return (int) open.values().stream().filter(record -> record.kind() == Kind.ABLE).count();
    }

    /** Says that this process lives, and makes durable what was added; to be repeated at least every second. */
    public void beat() {
        FileChannel entries;
        synchronized (this) {
            if (closed || !dirty && open.isEmpty()) {
                return;
            }
            try {
                heartbeat.beat(run, clock.millis(), nanos.getAsLong());
            } catch (IOException e) {
                failed(e);
                return;
            }
            entries = dirty ? file.channel() : null;
            dirty = false;
        }
        // Outside the lock: agents do not wait for a disk.
        try {
            if (entries != null) {
                entries.force(false);
            }
            heartbeat.sync();
        } catch (ClosedChannelException e) {
            LOG.log(Level.DEBUG, "the journal of sessions was written anew meanwhile, which made it durable");
        } catch (IOException e) {
            synchronized (this) {
                // Not on disk: the next beat tries again.
                dirty = true;
                failed(e);
            }
        }
    }

    /** What is to be reported next; empty if everything is acknowledged. The same again until it is. */
    public synchronized Optional<AgentSessions> batch() throws IOException {
        List<JournalRecord> next = file.read(unsent, BATCH);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AgentSessions(journal.toString(), clock.instant().toString(), run.toString(), JournalRecord.wholeMillis(nanos.getAsLong()),
                next.stream().map(JournalRecord::told).toList()));
    }

    /**
     * The Integration Server has stored all entries up to this one.
     *
     * @return whether there are more to report
     */
    public synchronized boolean acknowledge(String of, long sequence) throws IOException {
        if (!journal.toString().equals(of)) {
            return unsent < file.end();
        }
        if (sequence > last) {
            // The server knows entries of this journal that we do not: this machine was set back to an earlier state. What we have now is not what it has.
            LOG.log(Level.WARNING, "the Integration Server knows sessions that are not here any more; the journal goes on under another id");
            journal = UUID.randomUUID();
            rewrite();
            return unsent < file.end();
        }
        int gone = BATCH;
        while (gone == BATCH) {
            gone = (int) file.read(unsent, BATCH).stream().filter(record -> record.sequence() <= sequence).count();
            unsent += (long) gone * JournalRecord.BYTES;
        }
        acknowledged = Math.max(acknowledged, sequence);
        if (unsent >= WORTH_SWEEPING && unsent * 2 >= file.end()) {
            rewrite();
        }
        return unsent < file.end();
    }

    @Override
    public void close() {
        beat();
        synchronized (this) {
            if (!closed) {
                closed = true;
                try {
                    file.close();
                    heartbeat.close();
                } catch (IOException e) {
                    failed(e);
                }
            }
        }
    }

    private synchronized void add(Kind kind, UUID connection, UUID agent, UUID tenant) {
        append(new JournalRecord(Type.ENTRY, kind, last + 1, connection, agent, tenant, run, clock.millis(), nanos.getAsLong()));
    }

    private void append(JournalRecord record) {
        follow(record);
        try {
            if (closed) {
                throw new IOException("it is closed");
            }
            if (file.end() - unsent >= cap) {
                dropOldest();
            }
            file.add(record);
            last = record.sequence();
            dirty = true;
            broken = false;
        } catch (IOException e) {
            failed(e);
            dropped.accept(1);
        }
    }

    private void dropOldest() throws IOException {
        long entries = Math.max(1, (file.end() - unsent) / JournalRecord.BYTES / SHARE_DROPPED);
        unsent += entries * JournalRecord.BYTES;
        // Whether or not the file can be written anew: they are not told any more.
        LOG.log(Level.ERROR, "the journal of sessions is full: {0} of the oldest entries are dropped", Long.toString(entries));
        dropped.accept(entries);
        rewrite();
    }

    /** Writes the file anew: the head, what is open, and the entries not acknowledged yet. */
    private void rewrite() throws IOException {
        List<JournalRecord> beginning = new ArrayList<>();
        // Numbers that only dropped or acknowledged entries had are not given again.
        beginning.add(JournalRecord.head(journal, unsent < file.end() ? acknowledged : last));
        open.values().forEach(record -> beginning.add(record.as(Type.OPEN, record.sequence())));
        Optional<IOException> trouble = file.replace(beginning, unsent);
        unsent = (long) beginning.size() * JournalRecord.BYTES;
        trouble.ifPresent(this::failed);
    }

    private void load() throws IOException {
        boolean[] headed = new boolean[1];
        boolean whole = file.read(0, record -> {
            last = Math.max(last, record.type() == Type.OPEN ? 0 : record.sequence());
            switch (record.type()) {
                case HEAD -> {
                    journal = record.session();
                    acknowledged = record.sequence();
                    headed[0] = true;
                }
                case OPEN -> open.put(record.session(), record);
                case ENTRY -> follow(record);
            }
            unsent += record.type() == Type.ENTRY ? 0 : JournalRecord.BYTES;
        });
        if (!whole || !headed[0]) {
            mend(headed[0]);
        }
        Optional<Heartbeat.Beat> beat = heartbeat.last();
        for (JournalRecord record : List.copyOf(open.values())) {
            append(record.ended(last + 1, beat));
        }
        beat();
    }

    /** Writes the file anew without what is damaged. Without its head nobody knows which journal it was: under a new id, entries may be told twice rather than not at all. */
    private void mend(boolean headed) throws IOException {
        List<JournalRecord> sound = new ArrayList<>();
        sound.add(JournalRecord.head(journal, acknowledged));
        open.values().forEach(record -> sound.add(record.as(Type.OPEN, record.sequence())));
        unsent = (long) sound.size() * JournalRecord.BYTES;
        boolean whole = file.read(0, record -> {
            if (record.type() == Type.ENTRY) {
                sound.add(record);
            }
        });
        if (!whole) {
            LOG.log(Level.WARNING, "the journal of sessions has damaged records; the others are kept{0}", headed ? "" : ", under another id");
        }
        file.replace(sound, file.end()).ifPresent(this::failed);
    }

    private void follow(JournalRecord record) {
        if (record.kind() == Kind.LOST) {
            open.remove(record.session());
        } else {
            open.put(record.session(), record);
        }
    }

    private void failed(IOException e) {
        LOG.log(broken ? Level.DEBUG : Level.ERROR, "the journal of sessions cannot be written", e);
        broken = true;
    }
}
