package org.palisade.scanserver.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.scanserver.cache.Epoch.Judgement;

/**
 * What is done in the background: entries that a change of signatures reached are judged once and for all (the sweep), files are written anew when much of them
 * is of no use any more or the disk has failed (the compaction). Look-ups and puts go on meanwhile. One thread at a time.
 */
final class Upkeep {

    private static final Logger LOG = System.getLogger(Upkeep.class.getName());
    /** Files are written anew when they are larger by so much than just after the last time, and than entries need: 59 bytes become 106. */
    private static final double GROWTH = 0.8;
    private static final long BYTES_AN_ENTRY = 106;
    private static final long FEW_BYTES = 1 << 20;
    private static final int MOST_FILES = 16;
    /** Fewer than {@link Epochs} keeps: entries in files must not outlive what is known of their time. */
    private static final int MOST_EPOCHS = 24;
    private static final int FORCE_BYTES = 16 << 20;
    private static final int CHUNK = 1 << 20;
    private static final long RETRY_NANOS = Duration.ofSeconds(5).toNanos();

    private final Optional<Folder> folder;
    private final Journal journal;
    private final History history;
    private final Kinds kinds;
    private final Table table;
    private final Clock clock;
    private volatile long graceMillis;
    private volatile boolean stopping;
    private volatile boolean sweepWanted;
    private volatile boolean compactionWanted;
    private long sweepAt = Long.MAX_VALUE;
    private long retryAt = System.nanoTime();
    private int compactedIn;
    private volatile long settledBytes;
    private long keptBytes;

    Upkeep(Optional<Folder> folder, Journal journal, History history, Kinds kinds, Table table, CacheConfig config, Clock clock) {
        this.folder = folder;
        this.journal = journal;
        this.history = history;
        this.kinds = kinds;
        this.table = table;
        this.clock = clock;
        this.graceMillis = config.grace().toMillis();
        this.compactedIn = history.epochs().all().get(0).number();
    }

    /** No more: a compaction under way is given up, and what it wrote goes. */
    void stop() {
        stopping = true;
    }

    /** Another time of grace. */
    void grace(Duration grace) {
        graceMillis = grace.toMillis();
        sweepWanted = true;
    }

    /** Another set is in use. */
    void wantSweep() {
        sweepWanted = true;
    }

    /** The files hold what is not wanted there. */
    void wantCompaction() {
        compactionWanted = true;
    }

    /** Takes account of the files found at the start. */
    void settle() {
        settledBytes = folder.map(Folder::bytes).orElse(0L) - journal.bytes();
        keptBytes = Math.min(settledBytes, Records.CLEAN_BYTES * table.size());
    }

    /** Bytes of all files. */
    long bytes() {
        return settledBytes + journal.bytes();
    }

    /** True if an entry that this epoch made due may still be given. */
    boolean graced(Epoch due) {
        long age = clock.millis() - due.since();
        // A clock that was set back must not make it longer.
        return age >= 0 && age < graceMillis;
    }

    /** Does what there is to do. */
    synchronized void look() {
        try {
            if (sweepWanted || clock.millis() >= sweepAt) {
                sweepWanted = false;
                sweep();
            }
            if (folder.isPresent() && System.nanoTime() - retryAt >= 0 && (compactionWanted || !journal.healthy() || worthwhile())) {
                compact();
            }
        } catch (InterruptedIOException e) {
            LOG.log(Level.DEBUG, "given up", e);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            retryAt = System.nanoTime() + RETRY_NANOS;
            LOG.log(journal.healthy() ? Level.WARNING : Level.DEBUG, "the files of the cache could not be written anew, to be tried again: {0}", e.toString());
        }
    }

    private void pause() throws IOException {
        if (stopping) {
            throw new InterruptedIOException("the cache is being closed");
        }
    }

    private boolean worthwhile() throws IOException {
        long bytes = bytes() - 2 * journal.beginning() - FEW_BYTES;
        return bytes - keptBytes > GROWTH * keptBytes && bytes > BYTES_AN_ENTRY * table.size()
                || history.epochs().present().number() - compactedIn > MOST_EPOCHS || folder.orElseThrow().files() > MOST_FILES;
    }

    /** Judges every entry under the present set; those that are of no use any more go. */
    synchronized void sweep() throws IOException {
        Epochs epochs = history.epochs();
        int present = epochs.present().number();
        int[] oldest = {present};
        long before = table.size();
        sweepAt = Long.MAX_VALUE;
        table.visit(true, (a, b, c, d, form, scope, id, number, time) -> {
            if (number >= present) {
                return Stripe.pack(number, id);
            }
            Kind kind = kinds.of(id).orElseThrow();
            Judgement judgement = epochs.judge(number, kind, new Digest(a, b, c, d), form >>> Byte.SIZE);
            switch (judgement.state()) {
                case VALID:
                    return Stripe.pack(present, id);
                case INFECTED:
                    kinds.release(id);
                    return kinds.infected(judgement.threat(), "", kind.engine).map(now -> Stripe.pack(present, now.id)).orElse(Stripe.NONE);
                case DUE:
                    if (graced(judgement.due())) {
                        oldest[0] = Math.min(oldest[0], number);
                        sweepAt = Math.min(sweepAt, judgement.due().since() + graceMillis);
                        return Stripe.pack(number, id);
                    }
                    kinds.release(id);
                    return Stripe.NONE;
                default:
                    kinds.release(id);
                    return Stripe.NONE;
            }
        }, this::pause);
        history.forget(oldest[0]);
        if (table.size() < before / 2) {
            compactionWanted = true;
        }
    }

    /**
     * Writes all entries to a new base and drops the files before. Crash-safe: the old files go when the new one is whole and on disk.
     */
    synchronized void compact() throws IOException {
        sweep();
        Folder files = folder.orElseThrow();
        long number = journal.roll();
        // Whoever wants one from here on wants the next.
        compactionWanted = false;
        try (FileChannel out = files.createBase(number)) {
            journal.begin(out);
            Chunk chunk = new Chunk(out);
            table.visit(false, (a, b, c, d, form, scope, kind, epoch, time) -> {
                kinds.of(kind).ifPresent(known -> chunk.add(Records.entry(a, b, c, d, form, scope, known, epoch, time)));
                return 0;
            }, () -> {
                pause();
                chunk.write();
            });
            chunk.flush();
            out.force(false);
            files.finish(number);
            compactedIn = history.epochs().present().number();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            compactionWanted = true;
            files.abandon(number);
            throw e;
        } finally {
            settledBytes = files.bytes() - journal.bytes();
        }
        keptBytes = settledBytes;
    }

    /** Entries on their way to a base: gathered under a lock, written without one. */
    private static final class Chunk {

        private final FileChannel out;
        private byte[] bytes = new byte[CHUNK];
        private int filled;
        private long unforced;

        Chunk(FileChannel out) {
            this.out = out;
        }

        void add(byte[] record) {
            if (filled + record.length > bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
            System.arraycopy(record, 0, bytes, filled, record.length);
            filled += record.length;
        }

        void write() throws IOException {
            if (filled >= CHUNK / 2) {
                flush();
            }
        }

        void flush() throws IOException {
            ByteBuffer all = ByteBuffer.wrap(bytes, 0, filled);
            while (all.hasRemaining()) {
                unforced += out.write(all);
            }
            filled = 0;
            if (unforced >= FORCE_BYTES) {
                // Little by little: one large force would hold up those of the journal.
                out.force(false);
                unforced = 0;
            }
        }
    }
}
