package org.palisade.bench.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Scan;
import org.palisade.scanserver.engine.container.ContainerConfig;
import org.palisade.scanserver.engine.signatures.SignatureEngine;
import org.palisade.scanserver.engine.signatures.SignaturesConfig;

/** A signature file of any kind: the start of an engine takes it or leaves it, and what was taken can be looked for. */
public final class DatabaseTarget {

    static final List<String> ENDINGS = List.of("ndb", "ldb", "hdb", "hsb", "mdb", "msb", "cdb", "fp", "ign2", "cvd", "cld", "sfp", "ndu", "ldu", "ftm", "crb");

    private static final Path FOLDER = Scratch.folder("database");
    private static final ContainerConfig CONTAINERS = ContainerConfig.defaults(FOLDER.resolve("spool"));

    private DatabaseTarget() {
    }

    /** One input: a byte that says what kind of file, then the file. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Path file = FOLDER.resolve("fuzz." + ENDINGS.get(input[0] & 15));
        byte[] content = Arrays.copyOfRange(input, 1, input.length);
        try {
            Files.write(file, content);
            try (SignatureEngine engine = new SignatureEngine(new SignaturesConfig(FOLDER, Optional.of(FOLDER), true, 1 << 20), CONTAINERS)) {
                scan(engine, content);
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void scan(SignatureEngine engine, byte[] content) {
        try (Scan scan = engine.open(content.length, true, Checkpoint.NONE)) {
            if (scan.wanting()) {
                scan.feed(ByteBuffer.wrap(content));
            }
            Verdict verdict = scan.finish(Digest.of(Digest.computation().digest(content)));
            if (verdict.reason() == Reason.INTERNAL) {
                throw new IllegalStateException("a scan failed: " + verdict);
            }
        } catch (EngineUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }
}
