package org.palisade.scanserver.engine.signatures;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Signatures that are not to be used, by name ({@code .ign}, {@code .ign2}), or by name and the MD5 of their line. They are read before all others. */
final class Ignored {

    /** What a signature is counted under that is named here. */
    static final String KIND = "ignored by name";

    private static final String ANY = "";

    private final Map<String, Set<String>> names = new HashMap<>();
    /** A bit for each name, so that millions of other names are told apart without making strings of them. */
    private final long[] marks = new long[1 << 10];
    private final MessageDigest md5 = Algorithm.MD5.computation();
    private final int[] begins = new int[4];

    /** Adds a line: {@code name}, {@code name:md5} or, as older files have it, {@code file:number:name}. */
    void add(Line line) throws SkippedException {
        int count = line.fields(begins);
        if (count > 3) {
            throw new SkippedException(Line.MALFORMED);
        }
        int from = count == 3 ? begins[2] : begins[0];
        int to = count == 3 ? line.to() : begins[1] - 1;
        line.name(from, to);
        String hash = count == 2 ? line.text(begins[1], line.to()).toLowerCase(Locale.ROOT) : ANY;
        if (count == 2 && !hash.matches("[0-9a-f]{32}")) {
            throw new SkippedException(Line.MALFORMED);
        }
        names.computeIfAbsent(line.text(from, to), any -> new HashSet<>()).add(hash);
        int mark = mark(line.bytes(), from, to);
        marks[mark >>> 6] |= 1L << mark;
    }

    int count() {
        return names.values().stream().mapToInt(Set::size).sum();
    }

    /** Refuses the signature in the line if its name, which stands at that place, is ignored. */
    void check(Line line, int from, int to) throws SkippedException {
        if (names.isEmpty()) {
            return;
        }
        int mark = mark(line.bytes(), from, to);
        if ((marks[mark >>> 6] & 1L << mark) == 0) {
            return;
        }
        Set<String> hashes = names.getOrDefault(new String(line.bytes(), from, to - from, StandardCharsets.ISO_8859_1), Set.of());
        if (hashes.contains(ANY) || !hashes.isEmpty() && hashes.contains(HexFormat.of().formatHex(line.md5(md5)))) {
            throw new SkippedException(KIND);
        }
    }

    private int mark(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        return (hash * 0x9e3779b9) >>> 16;
    }
}
