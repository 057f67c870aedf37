package org.palisade.agent.ledger;

import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Verdict;

/**
 * A verdict on a file.
 *
 * @param verdict  what was found
 * @param digest   of the content it was given on; kept for infected files only
 * @param archives whether archives were opened for it
 */
public record Finding(Verdict verdict, Optional<Digest> digest, boolean archives) {
}
