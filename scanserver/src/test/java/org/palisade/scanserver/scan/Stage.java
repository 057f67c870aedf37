package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.engine.Engine;

/** Scans whose time passes when the test says so, and agents that note what they are told. */
final class Stage implements AutoCloseable {

    static final UUID TENANT = new UUID(0, 1);
    static final int FRAGMENT = 4096;
    static final ScanConfig CONFIG = new ScanConfig(2, 16, 100, 1 << 20, FRAGMENT, 2, Duration.ofSeconds(15), 100_000, 2, 4, 1 << 20, 1000);

    final AtomicLong now = new AtomicLong(-5_000_000_000L);
    final SharedCache cache;
    final Scans scans;

    Stage(Engine engine, ScanConfig config, ScanTerms terms) {
        cache = SharedCache.inMemory(new CacheConfig(10_000), engine.signatureSet());
        scans = new Scans(config, engine, cache, Optional.empty(), terms, now::get);
    }

    Stage(Engine engine) {
        this(engine, CONFIG, ScanTerms.PLAIN);
    }

    /** Lets time pass, a tick at a time. */
    void pass(long millis) {
        for (long left = millis; left > 0; left -= 50) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(Math.min(50, left)));
            scans.tick();
        }
    }

    static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it never became so");
            Thread.onSpinWait();
        }
    }

    static byte[] content(int first, int number, int size) {
        byte[] content = new byte[size];
        ByteBuffer.wrap(content).put((byte) first).putInt(number);
        return content;
    }

    static Subject subject(byte[] content) {
        return new Subject(Digest.of(Digest.computation().digest(content)), content.length);
    }

    Agent agent(int number) {
        return new Agent(TENANT, number);
    }

    /** One agent of a tenant. It sends nothing but when it is told to. */
    final class Agent implements Requester {

        private final UUID tenant;
        private final UUID id;
        private final Map<Integer, ScanRequest> requests = new ConcurrentHashMap<>();
        private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

        Agent(UUID tenant, int number) {
            this.tenant = tenant;
            this.id = new UUID(9, number);
        }

        Optional<ScanRequest> order(int request, byte[] content, long deadlineMillis) {
            return order(request, subject(content), deadlineMillis);
        }

        Optional<ScanRequest> order(int request, Subject subject, long deadlineMillis) {
            Optional<ScanRequest> taken = scans.submit(new ScanOrder(request, id, tenant, subject, true, Duration.ofMillis(deadlineMillis)), this);
            taken.ifPresent(made -> requests.put(request, made));
            return taken;
        }

        Optional<ScanRequest> order(int request, byte[] content) {
            return order(request, content, 3_600_000);
        }

        Optional<ScanRequest> local(byte[] content, Source source) {
            return scans.submit(ScanOrder.local(tenant, id, subject(content), true, Duration.ofMinutes(1), source), this);
        }

        void send(int request, byte[] content, int offset) {
            send(request, content, offset, Math.min(FRAGMENT, content.length - offset));
        }

        void send(int request, byte[] content, int offset, int length) {
            try {
                requests.get(request).fragment(offset, ByteBuffer.wrap(content, offset, length));
            } catch (MalformedFrameException e) {
                throw new AssertionError(e);
            }
        }

        ScanRequest request(int number) {
            return requests.get(number);
        }

        void cancel(int request) {
            requests.get(request).cancel();
        }

        @Override
        public void want(int request, long offset, int length) {
            said.add("want " + request + " " + offset);
        }

        @Override
        public void answer(int request, Verdict verdict) {
            said.add(request + " " + (verdict.reason() == Reason.NONE ? verdict.status().word() : verdict.reason().word()) + (verdict.shared() ? " shared" : ""));
        }

        void hears(String what) throws InterruptedException {
            assertEquals(what, said.poll(20, TimeUnit.SECONDS));
        }

        void hearsNothing() {
            assertEquals(null, said.peek());
        }
    }

    @Override
    public void close() {
        scans.close();
    }
}
