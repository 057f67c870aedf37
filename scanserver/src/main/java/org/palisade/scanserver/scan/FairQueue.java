package org.palisade.scanserver.scan;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;

/**
 * Work that waits, by tenant and agent. It is taken from the tenant that had least, by weight, and there from the agent that had least; what one agent put in comes
 * out in order. Putting in, taking and removing cost no more when much waits. Not thread-safe.
 */
final class FairQueue<T> {

    /** Whose work may be taken now. */
    interface Gate {
        Gate OPEN = new Gate() {
            @Override
            public boolean lets(UUID tenant) {
                return true;
            }

            @Override
            public boolean lets(UUID tenant, UUID agent) {
                return true;
            }
        };

        boolean lets(UUID tenant);

        boolean lets(UUID tenant, UUID agent);
    }

    private final ToIntFunction<UUID> weight;
    private final long advance;
    private final FairOrder<FairOrder<Set<T>>> tenants = new FairOrder<>();
    private int size;

    /**
     * An empty queue.
     *
     * @param advance what is counted for a piece of work when it is taken, before it is known what it costs
     */
    FairQueue(ToIntFunction<UUID> weight, long advance) {
        this.weight = weight;
        this.advance = advance;
    }

    void add(UUID tenant, UUID agent, T item) {
        FairOrder.Account<FairOrder<Set<T>>> group = tenants.account(tenant, weight.applyAsInt(tenant), FairOrder::new);
        FairOrder.Account<Set<T>> own = group.held().account(agent, 1, LinkedHashSet::new);
        if (own.held().add(item)) {
            size++;
            group.held().ready(own);
            tenants.ready(group);
        }
    }

    /** What is next; it stays. */
    Optional<T> first() {
        for (FairOrder.Account<FairOrder<Set<T>>> group : tenants.inTurn()) {
            for (FairOrder.Account<Set<T>> own : group.held().inTurn()) {
                return Optional.of(own.held().iterator().next());
            }
        }
        return Optional.empty();
    }

    /** Takes what is next of those the gate lets through. */
    Optional<T> poll(Gate gate) {
        for (FairOrder.Account<FairOrder<Set<T>>> group : tenants.inTurn()) {
            if (gate.lets(group.id())) {
                for (FairOrder.Account<Set<T>> own : group.held().inTurn()) {
                    if (gate.lets(group.id(), own.id())) {
                        T item = own.held().iterator().next();
                        group.held().take(own, advance);
                        tenants.take(group, advance);
                        take(group, own, item);
                        return Optional.of(item);
                    }
                }
            }
        }
        return Optional.empty();
    }

    boolean remove(UUID tenant, UUID agent, T item) {
        Optional<FairOrder.Account<FairOrder<Set<T>>>> group = tenants.known(tenant);
        Optional<FairOrder.Account<Set<T>>> own = group.flatMap(known -> known.held().known(agent));
        return own.isPresent() && take(group.get(), own.get(), item);
    }

    private boolean take(FairOrder.Account<FairOrder<Set<T>>> group, FairOrder.Account<Set<T>> own, T item) {
        if (!own.held().remove(item)) {
            return false;
        }
        size--;
        if (own.held().isEmpty()) {
            group.held().idle(own);
            if (group.held().isEmpty()) {
                tenants.idle(group);
            }
        }
        return true;
    }

    /** A piece of work was taken that did not have to wait here. */
    void pass(UUID tenant, UUID agent) {
        FairOrder.Account<FairOrder<Set<T>>> group = tenants.account(tenant, weight.applyAsInt(tenant), FairOrder::new);
        group.held().visit(group.held().account(agent, 1, LinkedHashSet::new), advance);
        tenants.visit(group, advance);
    }

    /** A piece of work that was taken has cost so much, the advance included. */
    void charge(UUID tenant, UUID agent, long cost) {
        tenants.known(tenant).ifPresent(group -> {
            tenants.charge(group, cost - advance);
            group.held().known(agent).ifPresent(own -> group.held().charge(own, cost - advance));
        });
    }

    int size() {
        return size;
    }

    /** Forgets those who have nothing waiting and owe nothing; called now and then. */
    void tidy() {
        tenants.inTurn().forEach(group -> group.held().tidy());
        tenants.tidy();
    }
}
