package org.palisade.scanserver.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.palisade.protocol.http.AgentSessions;

/** The Integration Server's side: entries and the position are stored together; answers may get lost. */
final class Intake {

    final List<AgentSessions.Entry> stored = new ArrayList<>();
    private final Map<String, Long> positions = new HashMap<>();

    long take(AgentSessions batch) {
        for (AgentSessions.Entry entry : batch.entries()) {
            if (entry.sequence() > positions.getOrDefault(batch.journal(), 0L)) {
                stored.add(entry);
                positions.put(batch.journal(), entry.sequence());
            }
        }
        return positions.getOrDefault(batch.journal(), 0L);
    }

    List<String> kinds(UUID session) {
        return stored.stream().filter(entry -> entry.session().equals(session.toString())).map(AgentSessions.Entry::kind).toList();
    }
}
