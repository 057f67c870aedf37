package org.palisade.scanserver.cache;

import java.nio.charset.StandardCharsets;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/** What many entries have in common: a verdict without its signature set. It keeps the verdict made last, so that an answer allocates nothing. */
final class Kind {

    /** The answer to what is not known, as it goes over the wire. */
    static final byte[] UNKNOWN = Codec.verdict(Verdict.UNKNOWN);
    private static final int OVERHEAD = 256;

    /**
     * A verdict and its bytes on the wire.
     */
    record Answer(Verdict verdict, byte[] wire) {
    }

    final int id;
    final ScanStatus status;
    final String threat;
    final String member;
    final String engine;
    /** Whether parts of the content were judged too, so that what is said of a part now may concern it. */
    final boolean parts;
    private volatile Answer last;
    /** Entries that refer to it; guarded by {@link Kinds}. Not counted for clean ones, which stay. */
    int references;

    Kind(int id, ScanStatus status, String threat, String member, String engine, boolean parts) {
        this.id = id;
        this.status = status;
        this.threat = threat;
        this.member = member;
        this.engine = engine;
        this.parts = parts;
    }

    /** A kind that no entry refers to. */
    static Kind infected(String threat, String engine) {
        return new Kind(-1, ScanStatus.INFECTED, threat, "", engine, false);
    }

    /** True if all of it can be told over the wire. */
    static boolean fits(Verdict verdict) {
        return fits(verdict.threat()) && fits(verdict.member()) && fits(verdict.engine()) && fits(verdict.signatureSet());
    }

    private static boolean fits(String text) {
        return text.length() <= Limits.TEXT && text.getBytes(StandardCharsets.UTF_8).length <= Limits.TEXT;
    }

    boolean clean() {
        return status == ScanStatus.CLEAN;
    }

    /** About the memory it takes, bytes. */
    long weight() {
        return OVERHEAD + 2L * (threat.length() + member.length() + engine.length());
    }

    Answer under(String signatureSet) {
        Answer answer = last;
        if (answer == null || !answer.verdict.signatureSet().equals(signatureSet)) {
            Verdict verdict = (clean() ? Verdict.clean(engine, signatureSet) : Verdict.infected(threat, member, engine, signatureSet)).asShared();
            answer = new Answer(verdict, Codec.verdict(verdict));
            last = answer;
        }
        return answer;
    }
}
