package org.palisade.bench.agents;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.PeerRule;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.connection.ConnectionConfig;
import org.palisade.scanserver.connection.Listener;
import org.palisade.scanserver.connection.SessionListener;
import org.palisade.scanserver.connection.Welcomes;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.signatures.SignatureEngine;
import org.palisade.scanserver.engine.container.ContainerConfig;
import org.palisade.scanserver.engine.signatures.SignaturesConfig;
import org.palisade.scanserver.scan.ScanConfig;
import org.palisade.scanserver.scan.Scans;

/** A Protection Server without its Integration Server. It tells its port, does what lines on its standard input say, and ends with it. */
final class ServerProcess {

    private ServerProcess() {
    }

    /** Arguments: folder with identity {@code svm}; number of contents known, those of {@link #subject} from 0. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int entries = Integer.parseInt(args[1]);
        Identity identity = Identity.load(folder.resolve("svm")).orElseThrow();
        try (Engine engine = new SignatureEngine(SignaturesConfig.defaults(folder.resolve("signatures")),
                ContainerConfig.defaults(folder.resolve("spool")))) {
            ConnectionConfig connections = new ConnectionConfig("127.0.0.1", 0, Runtime.getRuntime().availableProcessors(), 20_000, 20_000, 256, 64,
                    Duration.ofSeconds(1200), Duration.ofSeconds(60), Duration.ofSeconds(10));
            ScanConfig scanning = new ScanConfig(2, 16, 1000, 1L << 40, 262_144, 4, Duration.ofSeconds(15));
            ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
            SharedCache cache = SharedCache.inMemory(new CacheConfig(Math.max(1, entries)), engine.signatureSet());
            for (int i = 0; i < entries; i++) {
                cache.put(identity.name().tenant(), subject(i), false, Verdict.clean(engine.name(), engine.signatureSet()));
            }
            try (Scans scans = new Scans(scanning, engine, cache, timer);
                    Listener listener = new Listener(connections, identity.context(PeerRule.any(PeerKind.AGENT)), new Welcomes(connections, scanning, engine),
                            scans, cache, SessionListener.NONE, () -> { })) {
                listener.start();
                serve(listener);
            }
            timer.shutdownNow();
        }
    }

    /** What the content with that number is called. */
    static Subject subject(long number) {
        return new Subject(new Digest(mix(4 * number), mix(4 * number + 1), mix(4 * number + 2), mix(4 * number + 3)), number & 0xffff);
    }

    private static long mix(long z) {
        long x = (z + 1) * 0x9e3779b97f4a7c15L;
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }

    private static void serve(Listener listener) throws IOException {
        System.out.println(listener.port());
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            if (order.equals("gc")) {
                System.gc();
                Runtime memory = Runtime.getRuntime();
                System.out.println((memory.totalMemory() - memory.freeMemory()) >> 10);
            } else {
                System.out.println(listener.figures());
            }
        }
    }
}
