package org.palisade.scanserver.cache;

import java.util.concurrent.atomic.LongAdder;

/** Counts since the start; many threads add, few read. */
final class Counters {

    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder due = new LongAdder();
    final LongAdder graced = new LongAdder();
    final LongAdder joined = new LongAdder();
    final LongAdder bytesSaved = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder unkept = new LongAdder();
}
