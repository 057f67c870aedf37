package org.palisade.scanserver.scan;

import java.time.Duration;
import java.util.UUID;
import org.palisade.protocol.scan.Message.Subject;

/**
 * What is to be scanned.
 *
 * @param request  its number on its connection
 * @param tenant   whose content it is
 * @param subject  digest and size as announced
 * @param archives whether archives are to be opened
 * @param deadline how long the answer is of use
 */
public record ScanOrder(int request, UUID tenant, Subject subject, boolean archives, Duration deadline) {

    /** Orders with equal keys ask the same question. */
    record Key(UUID tenant, Subject subject, boolean archives) {
    }

    Key key() {
        return new Key(tenant, subject, archives);
    }
}
