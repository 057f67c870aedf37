package org.palisade.scanserver.engine.container;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.InputStream;

/** Zstandard by a library without native code. */
final class Zstandard {

    private Zstandard() {
    }

    static InputStream stream(InputStream in) {
        return new ZstdInputStream(in);
    }
}
