package org.palisade.scanserver.scan;

import org.palisade.protocol.scan.Verdict;

/** The connection a scan is for. Neither method waits. */
public interface Requester {

    /** Asks for a part of the object. */
    void want(int request, long offset, int length);

    /** Gives the verdict; the request is over. */
    void answer(int request, Verdict verdict);
}
