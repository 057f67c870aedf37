package org.palisade.bench.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/** Makes a cache of many verdicts by the product's own code, as a server that has been busy for long would have. */
final class CacheFill {

    private CacheFill() {
    }

    static void fill(Path home, UUID tenant, String signatureSet, int entries) throws IOException {
        throw new IOException("waits for the cache");
    }
}
