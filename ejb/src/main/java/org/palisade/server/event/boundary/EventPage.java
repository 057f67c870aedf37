package org.palisade.server.event.boundary;

import java.util.List;

/**
 * A piece of the store.
 *
 * @param events the events, oldest first
 * @param last   sequence number to ask from next time
 */
public record EventPage(List<EventEntry> events, long last) {

    public EventPage {
        events = List.copyOf(events);
    }
}
