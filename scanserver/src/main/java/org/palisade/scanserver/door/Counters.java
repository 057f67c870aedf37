package org.palisade.scanserver.door;

import java.util.concurrent.atomic.LongAdder;
import org.palisade.protocol.scan.ScanStatus;

/** What the door has seen since it was opened. */
final class Counters {

    final LongAdder connections = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder commands = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder tooLarge = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    final LongAdder shared = new LongAdder();
    private final LongAdder[] verdicts = new LongAdder[ScanStatus.values().length];

    Counters() {
        for (int i = 0; i < verdicts.length; i++) {
            verdicts[i] = new LongAdder();
        }
    }

    LongAdder verdicts(ScanStatus status) {
        return verdicts[status.ordinal()];
    }
}
