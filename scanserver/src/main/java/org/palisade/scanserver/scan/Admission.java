package org.palisade.scanserver.scan;

import java.util.Optional;
import org.palisade.protocol.scan.Reason;

/** Whether new requests are taken at all, the licence for one. Asked for every request, so it answers from memory and does not wait. */
@FunctionalInterface
public interface Admission {

    /** Takes everything. */
    Admission FREE = Optional::empty;

    /** Why nothing is scanned now; empty if it is. */
    Optional<Reason> refusal();
}
