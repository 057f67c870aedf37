package org.palisade.scanserver.engine.signatures;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whole-file hashes, by algorithm and size: a hash is computed only for an object of a size that some signature of that algorithm has. */
final class HashSignatures {

    /** Stands for every size. */
    static final long ANY_SIZE = -1;

    enum Algorithm {
        MD5("MD5", 16), SHA1("SHA-1", 20), SHA256("SHA-256", 32);

        private final String jca;
        private final int bytes;

        Algorithm(String jca, int bytes) {
            this.jca = jca;
            this.bytes = bytes;
        }

        MessageDigest computation() {
            try {
                return MessageDigest.getInstance(jca);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no " + jca, e);
            }
        }

        static Algorithm ofHex(String hex) throws Skipped {
            for (Algorithm algorithm : values()) {
                if (hex.length() == algorithm.bytes * 2) {
                    return algorithm;
                }
            }
            throw new Skipped("malformed");
        }
    }

    private record Key(String hash, long size) {
    }

    private final Map<Algorithm, Set<Long>> sizes = new EnumMap<>(Algorithm.class);
    private final Map<Key, String> names = new HashMap<>();

    /** Adds one line of a {@code .hdb} or {@code .hsb} file: hash, size or {@code *}, name, and levels that do not concern us. */
    void add(String line) throws Skipped {
        String[] fields = line.split(":", -1);
        if (fields.length < 3) {
            throw new Skipped("malformed");
        }
        Algorithm algorithm = Algorithm.ofHex(fields[0]);
        byte[] hash;
        long size;
        try {
            hash = HexFormat.of().parseHex(fields[0]);
            size = "*".equals(fields[1]) ? ANY_SIZE : Long.parseLong(fields[1]);
        } catch (IllegalArgumentException e) {
            throw new Skipped("malformed");
        }
        if (size < ANY_SIZE || "-1".equals(fields[1])) {
            throw new Skipped("malformed");
        }
        names.putIfAbsent(new Key(packed(hash), size), SignatureLoader.name(fields[2]));
        sizes.computeIfAbsent(algorithm, any -> new HashSet<>()).add(size);
    }

    int count() {
        return names.size();
    }

    /** Whether an object of that size has to be hashed that way. */
    boolean wants(Algorithm algorithm, long size) {
        Set<Long> known = sizes.getOrDefault(algorithm, Set.of());
        return known.contains(size) || known.contains(ANY_SIZE);
    }

    Optional<String> find(byte[] hash, long size) {
        String packed = packed(hash);
        return Optional.ofNullable(names.get(new Key(packed, size))).or(() -> Optional.ofNullable(names.get(new Key(packed, ANY_SIZE))));
    }

    /** One Latin-1 character a byte: the smallest key with equality that the JDK has. */
    private static String packed(byte[] hash) {
        return new String(hash, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
