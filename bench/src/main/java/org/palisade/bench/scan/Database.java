package org.palisade.bench.scan;

import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A synthetic signature database, the same for the same binaries and seed: hashes of nothing in particular, bodies and logical signatures in the mix that the
 * platform notes describe. Half of the binary bodies are mutated snippets of the binaries that are scanned, which is the hard case for a filter: their beginnings
 * are met again and again.
 */
final class Database {

    /** What a planted signature is called and the bytes that make both engines find it. */
    record Planted(String name, byte[] content) {
    }

    private static final HexFormat HEX = HexFormat.of();
    private static final long SEED = 11;
    private static final int HASHES = 100_000;
    private static final int SECTIONS = 50_000;
    private static final int BODIES = 50_000;
    private static final int LOGICAL = 10_000;
    private static final int PLANTED_EVERY = 167;
    private static final int SHORTEST = 24;
    private static final int SPREAD = 40;
    private static final int HEAD = 8;

    private final Random random = new Random(SEED);
    private final byte[] binaries;
    private final List<Planted> planted = new ArrayList<>();

    /**
     * A database around some binaries.
     *
     * @param binaries bytes of what will be scanned
     */
    Database(byte[] binaries) {
        this.binaries = binaries;
    }

    /** Signatures of which an example was kept, and the examples. */
    List<Planted> planted() {
        return planted;
    }

    /** Writes hashes and bodies; {@code logical} signatures too if asked for. The number of signatures written. */
    int write(Path folder, boolean logical) throws IOException {
        Files.createDirectories(folder);
        hashes(folder.resolve("bench.hdb"), "MD5", 16, HASHES, false);
        hashes(folder.resolve("bench.hsb"), "SHA256", 32, HASHES, false);
        hashes(folder.resolve("bench.mdb"), "Section", 16, SECTIONS, true);
        bodies(folder.resolve("bench.ndb"));
        if (logical) {
            logical(folder.resolve("bench.ldb"));
        }
        return 2 * HASHES + SECTIONS + BODIES + (logical ? LOGICAL : 0);
    }

    private void hashes(Path file, String kind, int bytes, int count, boolean sizeFirst) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            byte[] hash = new byte[bytes];
            for (int i = 0; i < count; i++) {
                random.nextBytes(hash);
                // From 100 bytes to 10 MB, as many between 1 and 10 KB as between 1 and 10 MB.
                long size = Math.round(100 * Math.pow(10, 5 * random.nextDouble()));
                out.write(sizeFirst ? size + ":" + HEX.formatHex(hash) : HEX.formatHex(hash) + ":" + size);
                out.write(":Bench." + kind + "." + i + "\n");
            }
        }
    }

    private void bodies(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (int i = 0; i < BODIES; i++) {
                Body body = body(i % 2 == 0);
                String name = "Bench.Body." + i;
                int place = random.nextInt(1000);
                String target = target(random.nextInt(100));
                if (place < 720) {
                    out.write(name + ":" + target + ":*:" + body.hex() + "\n");
                    if (i % PLANTED_EVERY == 0 && target.equals("0")) {
                        planted.add(new Planted(name, body.example()));
                    }
                } else {
                    out.write(name + ":" + offset(place) + ":" + body.hex() + "\n");
                }
            }
        }
    }

    /** Of 100 signatures half are for anything, the others for programs mostly. */
    private static String target(int share) {
        return share < 50 ? "0" : share < 80 ? "1" : share < 95 ? "6" : share < 97 ? "3" : share < 99 ? "4" : "7";
    }

    /** Target and offset of a signature that is not for any place. */
    private String offset(int place) {
        String program = random.nextInt(3) == 0 ? "6" : "1";
        if (place < 815) {
            return program + ":EP+" + random.nextInt(200);
        } else if (place < 865) {
            return program + ":S" + random.nextInt(4) + "+" + random.nextInt(4000);
        } else if (place < 888) {
            return program + ":SE" + random.nextInt(4);
        } else if (place < 928) {
            return "0:EOF-" + (100 + random.nextInt(4000));
        }
        return "0:" + random.nextInt(5000);
    }

    private Body body(boolean snippet) {
        byte[] bytes = new byte[SHORTEST + random.nextInt(SPREAD)];
        if (snippet) {
            do {
                System.arraycopy(binaries, random.nextInt(binaries.length - bytes.length), bytes, 0, bytes.length);
            } while (!telling(bytes));
            for (int k = 4 + random.nextInt(8); k < bytes.length; k += 9) {
                bytes[k] ^= (byte) (1 + random.nextInt(255));
            }
        } else {
            random.nextBytes(bytes);
        }
        return Body.around(bytes, random);
    }

    /**
     * True if somebody would make a signature of it: not of a run of zeros or a table. Those would be met at every step and say nothing, and would cost clamd, which
     * begins to compare at the first bytes, far more than us.
     */
    private static boolean telling(byte[] bytes) {
        BitSet seen = new BitSet();
        for (int i = 0; i < bytes.length; i++) {
            seen.set(bytes[i] & 0xff);
            if (i == HEAD - 1 && seen.cardinality() < HEAD * 3 / 4) {
                return false;
            }
        }
        return seen.cardinality() >= bytes.length / 2;
    }

    private void logical(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (int i = 0; i < LOGICAL; i++) {
                int parts = 2 + random.nextInt(4);
                StringBuilder subs = new StringBuilder();
                ByteArrayOutputStream example = new ByteArrayOutputStream();
                for (int k = 0; k < parts; k++) {
                    Body body = body((i + k) % 2 == 0);
                    subs.append(';').append(body.hex());
                    example.writeBytes(body.example());
                }
                String name = "Bench.Logical." + i;
                String target = target(random.nextInt(80));
                out.write(name + ";Engine:81-255,Target:" + target + ";" + expression(parts) + subs + "\n");
                if (i % PLANTED_EVERY == 0 && target.equals("0")) {
                    planted.add(new Planted(name, example.toByteArray()));
                }
            }
        }
    }

    /** An expression that is true when every sub-signature is there once. */
    private String expression(int parts) {
        int kind = random.nextInt(4);
        StringBuilder text = new StringBuilder();
        if (kind == 0 && parts > 2) {
            text.append("(0|1)&");
            for (int k = 2; k < parts; k++) {
                text.append(k == 2 ? "" : "&").append(k);
            }
        } else if (kind == 1) {
            for (int k = 0; k < parts; k++) {
                text.append(k == 0 ? "(" : "|").append(k);
            }
            text.append(")>1,2");
        } else {
            for (int k = 0; k < parts; k++) {
                text.append(k == 0 ? "" : "&").append(k);
            }
        }
        return text.toString();
    }
}
