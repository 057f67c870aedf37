package org.palisade.scanserver.engine.signatures;

import static org.palisade.scanserver.engine.EngineContract.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** An engine over a folder of signatures, and a sample to have a signature of. */
final class SignatureStage {

    static final byte[] SAMPLE = "forty bytes or so of a sample for the hash".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;
    SignatureEngine engine;

    SignatureStage(Path folder) throws IOException {
        this.folder = folder;
        engine = Sets.engine(folder);
    }

    void load(String file, String... lines) throws IOException {
        Files.write(folder.resolve(file), Arrays.asList(lines));
        engine = Sets.engine(folder);
    }

    String threatIn(byte[] content) throws IOException {
        return judge(engine, content, 5).threat();
    }
}
