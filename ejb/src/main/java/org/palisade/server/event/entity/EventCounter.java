package org.palisade.server.event.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row that gives events their places, in the order of commits. */
@Entity
@Table(name = "event_counter")
public class EventCounter {

    /** Its id. */
    public static final int ONLY = 1;

    @Id
    private int id;
    // The bare word belongs to Derby.
    @Column(name = "last_place")
    // Only queries read and move it, so that nobody sees it as it was.
    private long last;

    protected EventCounter() {
    }
}
