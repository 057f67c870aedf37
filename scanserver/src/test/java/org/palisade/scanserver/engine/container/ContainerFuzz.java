package org.palisade.scanserver.engine.container;

import java.nio.file.Path;
import java.time.Duration;
import org.palisade.scanserver.engine.Checkpoint;

/** Entry for a fuzzer: whatever the bytes, a walk ends, throws nothing and gives all its space back. */
final class ContainerFuzz {

    private static final ContainerConfig CONFIG = new ContainerConfig(8, 500, 2000, 20 << 20, 8 << 20, Duration.ofSeconds(20), 16 << 20,
            Path.of(System.getProperty("java.io.tmpdir"), "palisade-fuzz"), 64 << 20, 8 << 20, 256 << 10);

    private ContainerFuzz() {
    }

    /** Called by the fuzzer by this name. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Walked.through(bytes, CONFIG, Checkpoint.NONE);
    }
}
