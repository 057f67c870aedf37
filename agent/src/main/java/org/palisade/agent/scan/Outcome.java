package org.palisade.agent.scan;

import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/**
 * What came out of looking at a file.
 *
 * @param verdict clean, infected, not fully scanned or error; never unknown
 * @param digest  of the content, if it was read or is infected
 * @param local   true if no byte of the file was read: the agent knew, or there was nothing to read
 */
public record Outcome(Verdict verdict, Optional<Digest> digest, boolean local) {

    static Outcome error(Reason reason) {
        return new Outcome(Verdict.error(reason), Optional.empty(), false);
    }

    /** True if a threat was found. */
    public boolean infected() {
        return verdict.status() == ScanStatus.INFECTED;
    }

    /** True if nobody could say anything; trying again may help. */
    public boolean undecided() {
        return verdict.status() == ScanStatus.ERROR;
    }
}
