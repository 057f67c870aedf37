package org.palisade.scanserver.cache;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.Epoch.Judgement;

/** Answers to look-ups: what the table holds, read in the light of the signature set in use. */
final class Answers {

    private static final int SUBJECT = Digest.BYTES + Long.BYTES;
    private static final int AHEAD = 32;

    private final Form form;
    private final Scopes scopes;
    private final Kinds kinds;
    private final Table table;
    private final History history;
    private final Upkeep upkeep;
    private final Counters counters;
    /** Nobody reads it. */
    private long touched;

    Answers(Form form, Scopes scopes, Kinds kinds, Table table, History history, Upkeep upkeep, Counters counters) {
        this.form = form;
        this.scopes = scopes;
        this.kinds = kinds;
        this.table = table;
        this.history = history;
        this.upkeep = upkeep;
        this.counters = counters;
    }

    /**
     * What is known, marked as shared. A question without archives is also answered by a verdict with them, unless the threat was found inside one.
     */
    Optional<Verdict> find(UUID tenant, Subject subject, boolean archives) {
        Digest digest = subject.digest();
        Kind.Answer answer = look(history.epochs(), scopes.known(tenant), digest.a(), digest.b(), digest.c(), digest.d(), subject.size(), archives);
        count(answer == null ? 0 : 1, answer == null ? 1 : 0, answer == null ? 0 : subject.size());
        return answer == null ? Optional.empty() : Optional.of(answer.verdict());
    }

    /** Answers a look-up: a verdict a subject in the same order, {@link Verdict#UNKNOWN} for what is not known. */
    Known answer(UUID tenant, Lookup lookup) {
        Epochs epochs = history.epochs();
        int scope = scopes.known(tenant);
        List<Verdict> verdicts = new ArrayList<>(lookup.subjects().size());
        int hits = 0;
        long saved = 0;
        for (Subject subject : lookup.subjects()) {
            Digest digest = subject.digest();
            Kind.Answer answer = look(epochs, scope, digest.a(), digest.b(), digest.c(), digest.d(), subject.size(), lookup.archives());
            if (answer != null) {
                hits++;
                saved += subject.size();
            }
            verdicts.add(answer == null ? Verdict.UNKNOWN : answer.verdict());
        }
        count(hits, verdicts.size() - hits, saved);
        return new Known(lookup.request(), verdicts);
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
    int answer(UUID tenant, boolean archives, ByteBuffer subjects, int count, ByteBuffer out) {
        Epochs epochs = history.epochs();
        int scope = scopes.known(tenant);
        int hits = 0;
        long saved = 0;
        int done = 0;
        while (done < count) {
            if (done % AHEAD == 0) {
                touched = touch(subjects, Math.min(AHEAD, count - done), archives, scope);
            }
            int at = subjects.position();
            long a = subjects.getLong();
            long b = subjects.getLong();
            long c = subjects.getLong();
            long d = subjects.getLong();
            long size = subjects.getLong();
            if (size < 0) {
                throw new IllegalArgumentException("a size cannot be negative");
            }
            Kind.Answer answer = look(epochs, scope, a, b, c, d, size, archives);
            byte[] wire = answer == null ? Kind.UNKNOWN : answer.wire();
            if (out.remaining() < wire.length) {
                subjects.position(at);
                break;
            }
            out.put(wire);
            done++;
            if (answer != null) {
                hits++;
                saved += size;
            }
        }
        count(hits, done - hits, saved);
        return done;
    }

    /**
     * Goes to the memory of the next few subjects, so that the processor waits for all of it at once and not for one after the other.
     *
     * @return anything, so that the compiler does not leave the reading out
     */
    private long touch(ByteBuffer subjects, int count, boolean archives, int scope) {
        long sum = 0;
        int end = Math.min(subjects.limit(), subjects.position() + count * SUBJECT);
        for (int round = 0; round < 2; round++) {
            for (int at = subjects.position(); at + SUBJECT <= end; at += SUBJECT) {
                sum += table.touch(subjects.getLong(at), subjects.getLong(at + Long.BYTES), form.of(subjects.getLong(at + Digest.BYTES), archives), scope, round == 1);
            }
        }
        return sum;
    }

    private void count(int hits, int misses, long saved) {
        if (hits > 0) {
            counters.hits.add(hits);
            counters.bytesSaved.add(saved);
        }
        if (misses > 0) {
            counters.misses.add(misses);
        }
    }

    /** The answer, or null. Makes no object unless signatures changed since the entry was put and no sweep has come by yet. */
    private Kind.Answer look(Epochs epochs, int scope, long a, long b, long c, long d, long size, boolean archives) {
        if (scope == Scopes.NONE || size > Form.MOST_SIZE) {
            return null;
        }
        long found = table.find(a, b, c, d, form.of(size, archives), scope);
        Kind.Answer answer = read(found, epochs, a, b, c, d, size);
        if (answer == null && found != Stripe.NONE && !archives && (found & Stripe.OTHER) == 0) {
            // The verdict without archives is due; one with them may be younger.
            return read(table.find(a, b, c, d, form.of(size, true), scope) | Stripe.OTHER, epochs, a, b, c, d, size);
        }
        return answer;
    }

    private Kind.Answer read(long found, Epochs epochs, long a, long b, long c, long d, long size) {
        if (found < 0) {
            return null;
        }
        Kind kind = kinds.find((int) found);
        if (kind == null || (found & Stripe.OTHER) != 0 && !kind.member.isEmpty()) {
            return null;
        }
        Epoch present = epochs.present();
        int epoch = (int) ((found & ~Stripe.OTHER) >>> Integer.SIZE);
        return epoch == present.number() ? kind.under(present.signatureSet()) : judged(kind, epoch, epochs, new Digest(a, b, c, d), size);
    }

    private Kind.Answer judged(Kind kind, int epoch, Epochs given, Digest digest, long size) {
        // An entry may be younger than the epochs this look-up began with.
        Epochs epochs = epoch > given.present().number() ? history.epochs() : given;
        Judgement judgement = epochs.judge(epoch, kind, digest, size);
        switch (judgement.state()) {
            case VALID:
                return kind.under(epochs.present().signatureSet());
            case INFECTED:
                return Kind.infected(judgement.threat(), kind.engine).under(epochs.present().signatureSet());
            case DUE:
                if (upkeep.graced(judgement.due())) {
                    counters.graced.increment();
                    return kind.under(judgement.before());
                }
                break;
            default:
                break;
        }
        counters.due.increment();
        return null;
    }
}
