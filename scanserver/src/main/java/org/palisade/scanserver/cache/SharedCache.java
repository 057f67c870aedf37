package org.palisade.scanserver.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.SignatureChange;

/**
 * Verdicts by scope and content. Only complete verdicts belong here, given on bytes this server hashed itself: a guest can lie about its own files, never about
 * another's. Bounded; what was not asked for lately goes first. Thread-safe; look-ups take no lock and wait for nobody.
 *
 * <p>The life of an entry: it is put under the signature set in use; when another set comes, nothing is touched, but the next look at the entry, by a question or
 * by the sweep, asks what the changes since its time say of it: still valid (the answer then names the present set), infected (its digest was added), due or
 * void. It is in the journal from the moment it is put, on disk within a second, and found again at the next start.
 */
public final class SharedCache implements AutoCloseable {

    private static final String FOLDER = "cache";
    private static final int MILLIS = 1000;

    private final Clock clock;
    private final Form form;
    private final Optional<Folder> folder;
    private final Journal journal;
    private final Scopes scopes;
    private final Kinds kinds;
    private final Table table;
    private final History history;
    private final Upkeep upkeep;
    private final Answers answers;
    private final Counters counters = new Counters();
    private final Optional<Rhythm> rhythm;

    private SharedCache(CacheConfig config, Judging judging, Clock clock, Optional<Path> home) throws IOException {
        this.clock = clock;
        form = new Form(judging.profile());
        folder = home.map(path -> new Folder(path.resolve(FOLDER)));
        journal = new Journal(folder);
        scopes = new Scopes(config.scope(), journal);
        kinds = new Kinds(journal);
        table = new Table(Room.entries(config.entries()), new SecureRandom().nextLong());
        Loading loading = new Loading(new Replay(config.scope(), judging.profile(), scopes, kinds, table));
        if (folder.isPresent()) {
            folder.get().claim();
            loading.read(folder.get());
        }
        history = new History(journal, loading.epochs(judging, clock.millis()));
        upkeep = new Upkeep(folder, journal, history, kinds, table, config, clock);
        answers = new Answers(form, scopes, kinds, table, history, upkeep, counters);
        upkeep.wantSweep();
        if (loading.untidy()) {
            upkeep.wantCompaction();
        }
        if (folder.isPresent()) {
            journal.start();
            upkeep.settle();
        }
        rhythm = folder.map(files -> new Rhythm(journal, upkeep));
    }

    /**
     * The cache kept in folder {@code cache} of the home, with what earlier processes left there. If the disk cannot be used it goes on in memory and tries again.
     *
     * @param judging under what the server judges from now on
     * @throws IOException if another process uses the folder
     */
    public static SharedCache open(CacheConfig config, Path home, Judging judging, Clock clock) throws IOException {
        return new SharedCache(config, judging, clock, Optional.of(home));
    }

    /** A cache without files, and without any grace: time stands still for it. */
    public static SharedCache inMemory(CacheConfig config, String signatureSet) {
        return inMemory(new CacheConfig(config.entries(), config.scope(), Duration.ZERO), new Judging(signatureSet, "", 0),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    static SharedCache inMemory(CacheConfig config, Judging judging, Clock clock) {
        try {
            return new SharedCache(config, judging, clock, Optional.empty());
        } catch (IOException e) {
            throw new IllegalStateException("no file is used", e);
        }
    }

    /** Another time of grace, see {@link CacheConfig#grace}; what was swept away meanwhile does not come back. */
    public void grace(Duration grace) {
        upkeep.grace(grace);
    }

    /**
     * What is known, marked as shared. A question without archives is also answered by a verdict with them, unless the threat was found inside one.
     */
    public Optional<Verdict> find(UUID tenant, Subject subject, boolean archives) {
        return answers.find(tenant, subject, archives);
    }

    /** Answers a look-up: a verdict a subject in the same order, {@link Verdict#UNKNOWN} for what is not known. */
    public Known answer(UUID tenant, Lookup lookup) {
        return answers.answer(tenant, lookup);
    }

    /**
     * Answers a look-up from wire to wire, with no object made: reads subjects (32 bytes of SHA-256, 8 of size, big-endian) and writes verdicts as they stand in
     * {@link Known}, until all are answered or the next verdict does not fit.
     *
     * @param subjects positioned at the first subject; afterwards behind the last one answered
     * @param count    subjects to answer
     * @param out      positioned where the first verdict goes; afterwards behind the last
     * @return number of subjects answered; fewer than {@code count} only if {@code out} is full
     * @throws IllegalArgumentException if a size is negative: the peer's fault
     * @throws java.nio.BufferUnderflowException if there are fewer subjects than {@code count}
     */
    public int answer(UUID tenant, boolean archives, ByteBuffer subjects, int count, ByteBuffer out) {
        return answers.answer(tenant, archives, subjects, count, out);
    }

    /** Remembers a verdict of which is not known whether it is about parts: with archives it may be. */
    public void put(UUID tenant, Subject subject, boolean archives, Verdict verdict) {
        put(tenant, subject, archives, archives, verdict);
    }

    /**
     * Remembers a complete verdict of the present signature set; any other is ignored. It is on disk within a second.
     *
     * @param parts whether parts of the content were judged too: then it is due whenever hash signatures come, for one of them may be such a part
     */
    public void put(UUID tenant, Subject subject, boolean archives, boolean parts, Verdict verdict) {
        Epoch present = history.epochs().present();
        if (!verdict.complete() || !verdict.signatureSet().equals(present.signatureSet())) {
            return;
        }
        OptionalInt scope = scopes.of(tenant);
        Optional<Kind> kind = scope.isEmpty() || subject.size() > Form.MOST_SIZE || !Kind.fits(verdict) ? Optional.empty()
                : kinds.acquire(verdict, parts);
        if (kind.isEmpty()) {
            counters.unkept.increment();
            return;
        }
        Digest digest = subject.digest();
        long content = form.of(subject.size(), archives);
        int time = (int) (clock.millis() / MILLIS);
        int id = kind.get().id;
        long result = table.put(digest.a(), digest.b(), digest.c(), digest.d(), content, scope.getAsInt(), id, present.number(), time);
        if (result == Stripe.UNCHANGED || result == Stripe.NO_ROOM) {
            kinds.release(id);
            return;
        }
        if (result >= 0) {
            kinds.release((int) result);
            if ((result & Stripe.OTHER) != 0) {
                counters.evictions.increment();
            }
        }
        // After the table: whoever writes the table anew must find it there or in the new file.
        journal.append(Records.entry(digest.a(), digest.b(), digest.c(), digest.d(), content, scope.getAsInt(), kind.get(), present.number(), time));
    }

    /** Another signature set is in use. What it says of what is remembered holds from now on; nothing is gone through for it here. */
    public void use(SignatureChange change) {
        if (history.change(change, clock.millis())) {
            upkeep.wantSweep();
            if (folder.isEmpty()) {
                upkeep.look();
            }
        }
    }

    /** A request waited for another's scan of the same content, instead of one of its own. */
    public void joined(long bytes) {
        counters.joined.increment();
        counters.bytesSaved.add(bytes);
    }

    /** Number of verdicts held. */
    public long size() {
        return table.size();
    }

    /** Counts since the start, and what is held now. */
    public Figures figures() {
        return new Figures(table.size(), counters.hits.sum(), counters.misses.sum(), counters.due.sum(), counters.graced.sum(), counters.joined.sum(),
                counters.bytesSaved.sum(), counters.evictions.sum(), counters.unkept.sum(), journal.healthy(), upkeep.bytes(), table.memory());
    }

    /** Everything to disk. What is put afterwards is held in memory only. */
    @Override
    public void close() {
        rhythm.ifPresent(Rhythm::close);
        folder.ifPresent(Folder::release);
    }

    Upkeep upkeep() {
        return upkeep;
    }}
