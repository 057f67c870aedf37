package org.palisade.scanserver.scan;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
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
 * @param source   where the content is, if this process received and hashed it already; else it is asked of the requester
 */
public record ScanOrder(int request, UUID agent, UUID tenant, Subject subject, boolean archives, Duration deadline, Optional<Source> source) {

    private static final Duration LONGEST = Duration.ofHours(1);

    /** An order; nothing is held longer than an hour for anyone. */
    public ScanOrder {
        Objects.requireNonNull(agent, "agent");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(source, "source");
        deadline = deadline.compareTo(LONGEST) < 0 ? deadline : LONGEST;
    }

    /** An order of an agent, which is asked for the content. */
    public ScanOrder(int request, UUID agent, UUID tenant, Subject subject, boolean archives, Duration deadline) {
        this(request, agent, tenant, subject, archives, deadline, Optional.empty());
    }

    /**
     * An order for content that this process received and hashed itself: the digest is believed, and nothing is asked of the requester, which gets only the answer.
     *
     * @param peer who is counted and gets a fair share, like an agent
     */
    public static ScanOrder local(UUID tenant, UUID peer, Subject subject, boolean archives, Duration deadline, Source source) {
        return new ScanOrder(0, peer, tenant, subject, archives, deadline, Optional.of(source));
    }

    /** Orders with equal keys ask the same question. */
    record Key(UUID scope, Subject subject, boolean archives) {
    }

    Key key(UUID scope) {
        return new Key(scope, subject, archives);
    }
}
