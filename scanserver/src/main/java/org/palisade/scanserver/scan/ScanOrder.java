package org.palisade.scanserver.scan;

import java.time.Duration;
import java.util.UUID;
import org.palisade.protocol.scan.Message.Subject;

/**
 * What is to be scanned.
 *
 * @param request  its number on its connection
 * @param agent    who asks
 * @param tenant   whose content it is
 * @param subject  digest and size as announced
 * @param archives whether archives are to be opened
 * @param deadline how long the answer is of use; more than an hour counts as an hour
 */
public record ScanOrder(int request, UUID agent, UUID tenant, Subject subject, boolean archives, Duration deadline) {

    private static final Duration LONGEST = Duration.ofHours(1);

    /** An order; nothing is held longer than an hour for anyone. */
    public ScanOrder {
        deadline = deadline.compareTo(LONGEST) < 0 ? deadline : LONGEST;
    }

    /** Orders with equal keys ask the same question. */
    record Key(UUID tenant, Subject subject, boolean archives) {
    }

    Key key() {
        return new Key(tenant, subject, archives);
    }
}
