package org.palisade.server.event.boundary;

import jakarta.ejb.Stateless;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.palisade.server.platform.boundary.Caller;

/** The store of events. */
@Stateless
public class SecurityEvents {

    /** What a detection is called. */
    public static final String DETECTION = "malware-detected";

    /**
     * Takes in events of an SVM or agent. Sending an event twice stores it once: sender and id decide.
     *
     * @param events 1–500 events; one that is not valid refuses them all, with pointers
     * @return how many were new
     */
    public int accept(Caller caller, List<NewEvent> events) {
        throw new UnsupportedOperationException();
    }

    /**
     * Events of the caller's tenant, oldest first.
     *
     * @param after only events with a greater sequence number; 0 for all
     * @param kind  only events of this kind
     * @param limit at most so many, 1–1000
     */
    public EventPage find(Caller caller, long after, Optional<String> kind, int limit) {
        throw new UnsupportedOperationException();
    }

    /** Detections of the caller's tenant, newest first, at most {@code limit} (1–1000). */
    public List<EventEntry> latestDetections(Caller caller, int limit) {
        throw new UnsupportedOperationException();
    }

    /** How many detections of the caller's tenant happened since then. */
    public long detectionsSince(Caller caller, Instant since) {
        throw new UnsupportedOperationException();
    }
}
