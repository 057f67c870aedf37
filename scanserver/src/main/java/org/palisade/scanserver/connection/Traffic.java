package org.palisade.scanserver.connection;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of all connections together. Thread-safe. */
final class Traffic {

    final LongAdder framesIn = new LongAdder();
    final LongAdder framesOut = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
    final LongAdder lookups = new LongAdder();
    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

    Traffic() {
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, new LongAdder());
        }
    }

    void refused(Refusal why) {
        refused.get(why).increment();
    }

    Figures figures(Gate gate) {
        Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
        refused.forEach((why, count) -> counts.put(why, count.sum()));
        return new Figures(gate.connections(), gate.welcomed(), gate.agents(), counts.get(Refusal.TLS), framesIn.sum(), framesOut.sum(), bytesIn.sum(),
                bytesOut.sum(), counts, lookups.sum());
    }
}
