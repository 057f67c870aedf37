package org.palisade.server.svm.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.svm.boundary.SessionEntries;

/**
 * One connection of an agent to an SVM: it begins, the agent becomes able to have files scanned, it ends. Times are the SVM's own; the clock offset, to be added, makes them
 * the server's. Ticks are milliseconds of the monotonic clock of one run of the SVM's process: of two ticks the difference counts. A part is absent if the SVM had to drop it.
 */
@Entity
@Table(name = "agent_session")
public class AgentSession {

    @Id
    private String id;
    private TenantId tenant;
    private String svm;
    private String agent;
    private String run;
    @Column(name = "connected_at")
    private Instant connectedAt;
    @Column(name = "connected_tick")
    private Long connectedTick;
    @Column(name = "able_at")
    private Instant ableAt;
    @Column(name = "able_tick")
    private Long ableTick;
    @Column(name = "lost_at")
    private Instant lostAt;
    @Column(name = "lost_tick")
    private Long lostTick;
    @Column(name = "clock_offset")
    private long clockOffset;

    protected AgentSession() {
    }

    /** A connection nothing is known of yet. */
    public AgentSession(UUID svm, TenantId tenant, SessionEntries.Entry first) {
        this.id = id(svm, first.session());
        this.tenant = tenant;
        this.svm = svm.toString();
        this.agent = first.agent().toString();
        this.run = first.run().toString();
    }

    /** By what the connection of an SVM is found. */
    public static String id(UUID svm, UUID session) {
        return svm + "/" + session;
    }

    /**
     * Takes in what happened.
     *
     * @param offset the server's clock less the SVM's, milliseconds
     */
    public void take(SessionEntries.Entry entry, long offset) {
        clockOffset = offset;
        switch (entry.kind()) {
            case CONNECTED -> {
                connectedAt = entry.time();
                connectedTick = entry.tick();
            }
            case ABLE -> {
                ableAt = entry.time();
                ableTick = entry.tick();
            }
            case LOST -> {
                lostAt = entry.time();
                lostTick = entry.tick();
            }
        }
    }
}
