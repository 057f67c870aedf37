package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BooleanSupplier;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.PeerRule;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.scan.ScanConfig;
import org.palisade.scanserver.scan.Scans;

/** All of a Protection Server but its link to the Integration Server, on a free port. */
public final class TestServer implements AutoCloseable {

    public static final UUID TENANT = UUID.fromString("00000000-0000-0000-0000-000000000001");
    public static final ScanConfig SCANS = new ScanConfig(2, 4, 2, 1L << 40, 65536, 4, Duration.ofSeconds(30));
    public static final ConnectionConfig CONNECTIONS = connections(20, 8, 60, 30);

    public final TestAuthority authority = new TestAuthority();
    public SharedCache cache;
    public Scans scans;
    public Listener listener;
    private final Engine engine;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    public TestServer(Engine engine, ConnectionConfig connections, ScanConfig scanConfig) throws IOException {
        this(engine, connections, scanConfig, SessionListener.NONE);
    }

    public TestServer(Engine engine, ConnectionConfig connections, ScanConfig scanConfig, SessionListener sessions) throws IOException {
        this.engine = engine;
        open(connections, scanConfig, sessions);
    }

    private void open(ConnectionConfig connections, ScanConfig scanConfig, SessionListener sessions) throws IOException {
        Identity identity = authority.identity(PeerKind.SVM, TENANT);
        cache = SharedCache.inMemory(new CacheConfig(1000), engine.signatureSet());
        scans = new Scans(scanConfig, engine, cache, timer);
        listener = new Listener(connections, identity.context(PeerRule.any(PeerKind.AGENT)), new Welcomes(connections, scanConfig, engine), scans, cache,
                sessions, () -> { });
        listener.start();
    }

    /** Another one in its place, with other settings, which knows nothing of what was. */
    public void restart(ConnectionConfig connections, ScanConfig scanConfig) throws IOException {
        scans.close();
        listener.close();
        open(connections, scanConfig, SessionListener.NONE);
    }

    /** Settings with these limits; times in seconds, {@code slow} for hello and for reading. */
    public static ConnectionConfig connections(int most, int perAgent, int idle, int slow) {
        return new ConnectionConfig("127.0.0.1", 0, 2, most, perAgent, most, 8, Duration.ofSeconds(idle), Duration.ofSeconds(slow), Duration.ofSeconds(slow));
    }

    public TestServer(Engine engine) throws IOException {
        this(engine, CONNECTIONS, SCANS);
    }

    /** An agent of a tenant, connected and welcomed. */
    public TestAgent agent(UUID tenant) throws IOException {
        TestAgent agent = connect(PeerKind.AGENT, tenant);
        agent.hello();
        return agent;
    }

    public TestAgent agent() throws IOException {
        return agent(TENANT);
    }

    /** A peer of a kind, connected over TLS and no more. */
    public TestAgent connect(PeerKind kind, UUID tenant) throws IOException {
        return new TestAgent(listener.port(), authority.identity(kind, tenant).context(PeerRule.any(PeerKind.SVM)), "TLSv1.3");
    }

    /** An agent that has an identity already, connected over TLS and no more. */
    public TestAgent connect(Identity identity) throws IOException {
        return new TestAgent(listener.port(), identity.context(PeerRule.any(PeerKind.SVM)), "TLSv1.3");
    }

    /** Another agent is served as if nothing had been. */
    public void isStillWell() throws IOException {
        try (TestAgent agent = agent()) {
            assertEquals(ScanStatus.CLEAN, agent.scan(1, TestAgent.content(1000, 77)).status());
        }
    }

    /** Waits until something has become so, at most 20 s. */
    public static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it never became so");
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        scans.close();
        listener.close();
        timer.shutdownNow();
    }
}
