package org.palisade.server.event.boundary;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palisade.server.event.control.ValidEvent;
import org.palisade.server.event.entity.EventCounter;
import org.palisade.server.event.entity.SecurityEvent;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.DomainEvent;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;

/** The store of events. */
@Stateless
public class SecurityEvents {

    /** What a detection is called. */
    public static final String DETECTION = "malware-detected";

    private static final int BATCH = 500;
    private static final int PAGE = 1000;
    private static final int POINTERS = 50;

    @PersistenceContext
    EntityManager store;
    @Inject
    Clock clock;

    /**
     * Takes in events of an SVM or agent. Sending an event twice stores it once: sender and id decide.
     *
     * @param events 1–500 events; one that is not valid refuses them all, with pointers
     * @return how many were new
     * @throws ProblemException {@link Problem#INVALID}
     */
    public int accept(Caller caller, List<NewEvent> events) {
        caller.require(Role.SVM, Role.AGENT);
        String source = caller.role().name().toLowerCase(java.util.Locale.ROOT) + ':' + caller.requirePeer(caller.role());
        if (events.isEmpty() || events.size() > BATCH) {
            throw new ProblemException(Problem.INVALID, "a batch has 1 to 500 events", List.of("/events"));
        }
        List<String> wrong = new ArrayList<>();
        Map<String, ValidEvent> valid = new LinkedHashMap<>();
        for (int i = 0; i < events.size(); i++) {
            ValidEvent.check(events.get(i), "/events/" + i, wrong).ifPresent(event -> valid.putIfAbsent(event.id().toString(), event));
        }
        if (!wrong.isEmpty()) {
            throw new ProblemException(Problem.INVALID, "an event says something that cannot be",
                    wrong.subList(0, Math.min(wrong.size(), POINTERS)));
        }
        return store(caller.tenant(), source, valid);
    }

    /**
     * Events of the caller's tenant, oldest first.
     *
     * @param after only events with a greater sequence number; 0 for all
     * @param kind  only events of this kind
     * @param limit at most so many, 1–1000
     * @throws ProblemException {@link Problem#INVALID} if {@code limit} or {@code after} is out of range
     */
    public EventPage find(Caller caller, long after, Optional<String> kind, int limit) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        requireLimit(limit);
        if (after < 0) {
            throw new ProblemException(Problem.INVALID, "after is 0 or more", List.of("/after"));
        }
        String ofKind = kind.isPresent() ? " AND e.kind = :kind" : "";
        var query = store.createQuery("SELECT e FROM SecurityEvent e WHERE e.tenant = :tenant AND e.place > :after" + ofKind
                + " ORDER BY e.place", SecurityEvent.class)
                .setParameter("tenant", caller.tenant()).setParameter("after", after).setMaxResults(limit);
        kind.ifPresent(word -> query.setParameter("kind", word));
        List<EventEntry> found = query.getResultStream().map(SecurityEvent::entry).toList();
        return new EventPage(found, found.isEmpty() ? after : found.get(found.size() - 1).sequence());
    }

    /** Detections of the caller's tenant, newest first, at most {@code limit} (1–1000). */
    public List<EventEntry> latestDetections(Caller caller, int limit) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        requireLimit(limit);
        return store.createQuery("SELECT e FROM SecurityEvent e WHERE e.tenant = :tenant AND e.kind = :kind ORDER BY e.place DESC",
                        SecurityEvent.class)
                .setParameter("tenant", caller.tenant()).setParameter("kind", DETECTION).setMaxResults(limit)
                .getResultStream().map(SecurityEvent::entry).toList();
    }

    /** Sequence number of the newest detection of the caller's tenant; 0 if there is none. */
    public long newestDetection(Caller caller) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        return store.createQuery("SELECT COALESCE(MAX(e.place), 0) FROM SecurityEvent e WHERE e.tenant = :tenant AND e.kind = :kind", Number.class)
                .setParameter("tenant", caller.tenant()).setParameter("kind", DETECTION).getSingleResult().longValue();
    }

    /** How many detections of the caller's tenant happened since then. */
    public long detectionsSince(Caller caller, Instant since) {
        caller.require(Role.ADMINISTRATOR, Role.AUDITOR);
        return store.createQuery("SELECT COUNT(e) FROM SecurityEvent e WHERE e.tenant = :tenant AND e.kind = :kind AND e.happenedAt >= :since",
                        Long.class)
                .setParameter("tenant", caller.tenant()).setParameter("kind", DETECTION).setParameter("since", since)
                .getSingleResult();
    }

    /**
     * Keeps what other features tell, in the transaction of what they did: both stand or fall together, whatever happens to the process. A deed
     * tells last, because from then to its commit nobody else stores events.
     */
    public void keep(@Observes DomainEvent event) {
        String source = event.subject().map(name -> name.kind().word() + ':' + name.id()).orElse("server");
        ValidEvent valid = ValidEvent.ofServer(clock.instant(), event.severity(), event.kind());
        store(event.tenant(), source, Map.of(valid.id().toString(), valid));
    }

    private int store(TenantId tenant, String source, Map<String, ValidEvent> events) {
        // Moving the counter first takes its lock: from here to the commit nobody else stores, so neither an id nor a place can be taken twice.
        store.createQuery("UPDATE EventCounter c SET c.last = c.last + :more WHERE c.id = :id")
                .setParameter("more", (long) events.size()).setParameter("id", EventCounter.ONLY).executeUpdate();
        // Not the entity: a transaction that stores twice would find it as it was at first.
        long place = store.createQuery("SELECT c.last FROM EventCounter c WHERE c.id = :id", Long.class)
                .setParameter("id", EventCounter.ONLY).getSingleResult() - events.size();
        Set<String> known = known(source, events.keySet());
        int added = 0;
        for (ValidEvent event : events.values()) {
            place++;
            if (!known.contains(event.id().toString())) {
                store.persist(new SecurityEvent(place, tenant, source, event));
                added++;
            }
        }
        return added;
    }

    private Set<String> known(String source, Collection<String> ids) {
        return new HashSet<>(store.createQuery("SELECT e.eventId FROM SecurityEvent e WHERE e.source = :source AND e.eventId IN :ids", String.class)
                .setParameter("source", source).setParameter("ids", ids).getResultList());
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > PAGE) {
            throw new ProblemException(Problem.INVALID, "limit lies between 1 and 1000", List.of("/limit"));
        }
    }
}
