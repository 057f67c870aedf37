package org.palisade.bench.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.Judging;
import org.palisade.scanserver.cache.SharedCache;

/** Makes a cache of many verdicts by the product's own code, as a server that has been busy for long would have. */
final class CacheFill {

    private static final String ENGINE = "signatures";

    private CacheFill() {
    }

    /** Fills the home of a Protection Server that does not run now and whose signature set is that one. */
    static void fill(Path home, UUID tenant, String signatureSet, int entries) throws IOException {
        Judging judging = new Judging(signatureSet, ENGINE + ' ' + SharedCache.class.getPackage().getImplementationVersion(), 0);
        Verdict clean = Verdict.clean(ENGINE, signatureSet);
        try (SharedCache cache = SharedCache.open(new CacheConfig(entries + entries / 10), home, judging, Clock.systemUTC())) {
            for (int i = 0; i < entries; i++) {
                cache.put(tenant, Lookups.subject(i), true, clean);
            }
        }
    }
}
