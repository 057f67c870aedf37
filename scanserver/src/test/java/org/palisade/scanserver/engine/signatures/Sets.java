package org.palisade.scanserver.engine.signatures;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.palisade.scanserver.engine.container.ContainerConfig;

/** Engines, sets and samples for tests. */
final class Sets {

    private Sets() {
    }

    static SignatureEngine engine(Path folder) throws IOException {
        return new SignatureEngine(SignaturesConfig.defaults(folder), ContainerConfig.defaults(folder.resolve("spool")));
    }

    static SignatureSet load(Path folder) throws IOException {
        return new SignatureLoader(SignaturesConfig.defaults(folder)).load(SignatureSet.builtIn());
    }

    static SignatureSet load(Path folder, String file, String... lines) throws IOException {
        Files.write(folder.resolve(file), List.of(lines));
        return load(folder);
    }

    static SignaturesConfig trusting(Path folder, Path trusted) {
        return new SignaturesConfig(folder, Optional.of(trusted), false, 1 << 20);
    }

    static String hex(Algorithm algorithm, byte[] content) {
        return HexFormat.of().formatHex(algorithm.computation().digest(content));
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A line of a hash file. */
    static String line(Algorithm algorithm, byte[] content, String name) {
        return hex(algorithm, content) + ":" + content.length + ":" + name;
    }

    static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** An archive of a name and its content, a name and its content, ... */
    static byte[] zip(Object... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                ZipEntry entry = new ZipEntry((String) namesAndContents[i]);
                // The same bytes at any time of the day.
                entry.setTime(1_600_000_000_000L);
                zip.putNextEntry(entry);
                zip.write((byte[]) namesAndContents[i + 1]);
            }
        }
        return bytes.toByteArray();
    }
}
