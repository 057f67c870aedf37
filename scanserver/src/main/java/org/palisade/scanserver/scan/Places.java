package org.palisade.scanserver.scan;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Places that agents and tenants share. No agent and no tenant gets all of them, and an agent gets the fewer the fewer are left, so that after many that took what
 * they could one more still finds a place. Not thread-safe.
 */
final class Places implements FairQueue.Gate {

    private record Peer(UUID tenant, UUID agent) {
    }

    private int total;
    private int perAgent;
    private int perTenant;
    private final Map<UUID, Integer> tenants = new HashMap<>();
    private final Map<Peer, Integer> agents = new HashMap<>();
    private int taken;

    /** So many places, at most an eighth of them (but two) for one agent, and three quarters (but two) for one tenant. */
    Places(int total) {
        this(total, Math.max(2, total / 8), Math.max(2, total - total / 4));
    }

    Places(int total, int perAgent, int perTenant) {
        this.total = total;
        this.perAgent = perAgent;
        this.perTenant = perTenant;
    }

    /** So many from now on; what is taken stays taken. */
    void use(int places) {
        use(places, Math.max(2, places / 8), Math.max(2, places - places / 4));
    }

    void use(int places, int ofAgent, int ofTenant) {
        total = places;
        perAgent = ofAgent;
        perTenant = ofTenant;
    }

    @Override
    public boolean lets(UUID tenant) {
        return taken < total && tenants.getOrDefault(tenant, 0) < perTenant;
    }

    @Override
    public boolean lets(UUID tenant, UUID agent) {
        if (!lets(tenant)) {
            return false;
        }
        int own = agents.getOrDefault(new Peer(tenant, agent), 0);
        int free = Math.min(total - taken, perTenant - tenants.getOrDefault(tenant, 0));
        return own < perAgent && (own == 0 || own == 1 && free >= total / 4 || own * 8L < free);
    }

    void take(UUID tenant, UUID agent) {
        taken++;
        tenants.merge(tenant, 1, Integer::sum);
        agents.merge(new Peer(tenant, agent), 1, Integer::sum);
    }

    void give(UUID tenant, UUID agent) {
        taken--;
        tenants.computeIfPresent(tenant, (id, count) -> count == 1 ? null : count - 1);
        agents.computeIfPresent(new Peer(tenant, agent), (id, count) -> count == 1 ? null : count - 1);
    }

    int taken() {
        return taken;
    }
}
