package org.palisade.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** What is scanned and with what: programs every machine with a JDK has, and signatures made from a fixed seed. */
final class Corpus {

    private static final int SIZE = 32 << 20;
    private static final int SIGNATURES = 50_000;

    private Corpus() {
    }

    /** The JDK's own virtual machine and class library, 32 MiB at most. */
    static byte[] programs() {
        Path lib = Path.of(System.getProperty("java.home"), "lib");
        byte[] all = new byte[SIZE];
        int filled = 0;
        try {
            for (Path file : List.of(lib.resolve("server/libjvm.so"), lib.resolve("modules"))) {
                try (InputStream in = Files.newInputStream(file)) {
                    filled += in.readNBytes(all, filled, SIZE - filled);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.copyOf(all, filled);
    }

    /**
     * 50 000 body signatures that do not hit: half mutated snippets of the programs, half random; one in ten with a gap, one in ten with wildcards.
     */
    static List<String> bodies(byte[] programs) {
        Random random = new Random(7);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < SIGNATURES; i++) {
            byte[] bytes = new byte[24 + random.nextInt(40)];
            if (i % 2 == 0) {
                System.arraycopy(programs, random.nextInt(programs.length - bytes.length), bytes, 0, bytes.length);
                for (int k = 4; k < bytes.length; k += 9) {
                    bytes[k] ^= (byte) (1 + random.nextInt(255));
                }
            } else {
                random.nextBytes(bytes);
            }
            String hex = HexFormat.of().formatHex(bytes);
            String body = switch (i % 10) {
                case 3 -> hex.substring(0, 24) + "{4-40}" + hex.substring(24);
                case 7 -> hex.substring(0, 20) + "????" + hex.substring(24);
                case 9 -> hex.substring(0, 24) + "*" + hex.substring(24);
                default -> hex;
            };
            lines.add("Bench." + i + ":0:*:" + body);
        }
        return lines;
    }
}
