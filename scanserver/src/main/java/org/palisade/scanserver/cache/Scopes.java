package org.palisade.scanserver.cache;

import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Tenants by the small numbers that entries carry. Number 0 is the whole site. */
final class Scopes {

    /** Scope of entries that all tenants share. */
    static final int SITE = 0;
    /** Not a scope. */
    static final int NONE = -1;
    private static final int MOST = 65_536;

    private final CacheScope sharing;
    private final Journal journal;
    private final Map<UUID, Integer> tenants = new ConcurrentHashMap<>();

    Scopes(CacheScope sharing, Journal journal) {
        this.sharing = sharing;
        this.journal = journal;
    }

    /** The number of a tenant that has entries, or {@link #NONE}. */
    int known(UUID tenant) {
        return sharing == CacheScope.SITE ? SITE : tenants.getOrDefault(tenant, NONE);
    }

    /** The number of a tenant, a new one if need be; empty if there are too many tenants. */
    OptionalInt of(UUID tenant) {
        int number = known(tenant);
        return number == NONE ? add(tenant) : OptionalInt.of(number);
    }

    private synchronized OptionalInt add(UUID tenant) {
        Integer there = tenants.get(tenant);
        if (there != null) {
            return OptionalInt.of(there);
        }
        int number = tenants.size() + 1;
        if (number == MOST) {
            return OptionalInt.empty();
        }
        journal.define(Records.tenant(number, tenant));
        tenants.put(tenant, number);
        return OptionalInt.of(number);
    }
}
