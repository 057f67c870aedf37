package org.palisade.scanserver.scan;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/** What happened since the start. Thread-safe. */
final class Counters {

    final LongAdder submitted = new LongAdder();
    final LongAdder engineScans = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder leadsPassedOn = new LongAdder();
    final LongAdder movedToHeavy = new LongAdder();
    private final Map<ScanStatus, LongAdder> byStatus = adders(ScanStatus.class);
    private final Map<Reason, LongAdder> byReason = adders(Reason.class);
    private final Map<ScanObserver.Way, LongAdder> byWay = adders(ScanObserver.Way.class);

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E value : type.getEnumConstants()) {
            adders.put(value, new LongAdder());
        }
        return adders;
    }

    void ended(Verdict verdict, ScanObserver.Way way) {
        byStatus.get(verdict.status()).increment();
        byReason.get(verdict.reason()).increment();
        byWay.get(way).increment();
    }

    Map<ScanStatus, Long> byStatus() {
        return sums(ScanStatus.class, byStatus);
    }

    Map<Reason, Long> byReason() {
        return sums(Reason.class, byReason);
    }

    Map<ScanObserver.Way, Long> byWay() {
        return sums(ScanObserver.Way.class, byWay);
    }

    private static <E extends Enum<E>> Map<E, Long> sums(Class<E> type, Map<E, LongAdder> adders) {
        Map<E, Long> sums = new EnumMap<>(type);
        adders.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }
}
