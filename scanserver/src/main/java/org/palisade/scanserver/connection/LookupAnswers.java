package org.palisade.scanserver.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.palisade.protocol.scan.KnownWriter;
import org.palisade.protocol.scan.LookupReader;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.SharedCache;

/** Answers look-ups from the SharedCache, on the thread that read them and without a list in between. */
final class LookupAnswers {

    private static final FastThreadLocal<KnownWriter> WRITERS = new FastThreadLocal<>() {
        @Override
        protected KnownWriter initialValue() {
            return new KnownWriter();
        }
    };

    private final SharedCache cache;
    private final Traffic traffic;

    LookupAnswers(SharedCache cache, Traffic traffic) {
        this.cache = cache;
        this.traffic = traffic;
    }

    /** The frame that answers a look-up. */
    ByteBuf answer(UUID tenant, LookupReader lookup, ByteBufAllocator memory) {
        KnownWriter writer = WRITERS.get();
        writer.begin(lookup.request(), lookup.count());
        for (int i = 0; i < lookup.count(); i++) {
            Subject subject = lookup.next();
            writer.add(cache.find(tenant, subject, lookup.archives()).orElse(Verdict.UNKNOWN));
        }
        ByteBuffer frame = writer.end();
        traffic.lookups.add(lookup.count());
        traffic.framesOut.increment();
        return memory.heapBuffer(frame.remaining()).writeBytes(frame);
    }
}
