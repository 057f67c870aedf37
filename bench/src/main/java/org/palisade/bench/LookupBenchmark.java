package org.palisade.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.SharedCache;

/** The hot path of a look-up on the server: frame to message, cache, message to frame. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class LookupBenchmark {

    private static final int ENTRIES = 200_000;
    private static final int BATCH = 128;
    private static final UUID TENANT = new UUID(0, 1);

    private SharedCache cache;
    private ByteBuffer[] frames;
    private int turn;

    @Setup
    public void fill() {
        cache = SharedCache.inMemory(new CacheConfig(ENTRIES), "set");
        Random random = new Random(3);
        List<Subject> subjects = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            Subject subject = new Subject(new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()), i);
            subjects.add(subject);
            cache.put(TENANT, subject, false, Verdict.clean("signatures", "set"));
        }
        frames = new ByteBuffer[1000];
        for (int i = 0; i < frames.length; i++) {
            List<Subject> batch = new ArrayList<>();
            for (int k = 0; k < BATCH; k++) {
                batch.add(subjects.get(random.nextInt(ENTRIES)));
            }
            ByteBuffer frame = Codec.encode(new Lookup(i + 1, batch));
            frames[i] = frame.slice(Integer.BYTES, frame.limit() - Integer.BYTES);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public ByteBuffer knownDigests() throws MalformedFrameException {
        turn = (turn + 1) % frames.length;
        Lookup lookup = (Lookup) Codec.decode(frames[turn].duplicate());
        return Codec.encode(cache.answer(TENANT, lookup));
    }
}
