package org.palisade.scanserver.engine.signatures;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Digests of whole objects or of program sections, by algorithm and size: a digest is computed only for an object of a size that some signature of that algorithm
 * has. Filled by one thread, then closed and immutable.
 */
final class HashSignatures {

    /** In which order the fields stand. */
    enum Layout {
        /** Digest, size, name: of objects. */
        HASH_FIRST,
        /** Size, digest, name: of sections. */
        SIZE_FIRST
    }

    /** The level from which on a signature may leave the size open. */
    private static final int ANY_SIZE_LEVEL = 73;

    private final Map<Algorithm, HashTable> tables = new EnumMap<>(Algorithm.class);
    private final Layout layout;
    private final int[] begins = new int[7];
    private final Map<Algorithm, byte[]> hashes = new EnumMap<>(Algorithm.class);

    HashSignatures(Layout layout) {
        this.layout = layout;
        for (Algorithm algorithm : Algorithm.all()) {
            tables.put(algorithm, new HashTable(algorithm.bytes()));
            hashes.put(algorithm, new byte[algorithm.bytes()]);
        }
    }

    /** Adds a line: digest and size (or {@code *}) in the order of the layout, name, lowest and highest functionality level. */
    void add(Line line, Ignored ignored) throws SkippedException {
        int count = line.fields(begins);
        if (count < 3 || count > 5) {
            throw new SkippedException(Line.MALFORMED);
        }
        int hashField = layout == Layout.HASH_FIRST ? 0 : 1;
        int sizeField = 1 - hashField;
        long lowest = count > 3 ? line.number(begins[3], begins[4] - 1) : 0;
        long highest = count > 4 ? line.number(begins[4], begins[5] - 1) : Long.MAX_VALUE;
        Algorithm algorithm = Algorithm.ofDigits(begins[hashField + 1] - 1 - begins[hashField]);
        byte[] hash = hashes.get(algorithm);
        line.hex(begins[hashField], begins[hashField + 1] - 1, hash);
        long size = size(line, begins[sizeField], begins[sizeField + 1] - 1, lowest);
        line.name(begins[2], begins[3] - 1);
        Line.level(lowest, highest);
        ignored.check(line, begins[2], begins[3] - 1);
        if (!tables.get(algorithm).add(hash, size, line.bytes(), begins[2], begins[3] - 1)) {
            throw new SkippedException("duplicate");
        }
    }

    private static long size(Line line, int begin, int end, long lowestLevel) throws SkippedException {
        if (line.is(begin, end, '*')) {
            if (lowestLevel < ANY_SIZE_LEVEL) {
                throw new SkippedException("size * without level " + ANY_SIZE_LEVEL);
            }
            return HashTable.ANY_SIZE;
        }
        long size = line.number(begin, end);
        if (size == 0) {
            throw new SkippedException(Line.MALFORMED);
        }
        return size;
    }

    void close() {
        tables.values().forEach(HashTable::close);
    }

    int count() {
        return tables.values().stream().mapToInt(HashTable::count).sum();
    }

    HashTable table(Algorithm algorithm) {
        return tables.get(algorithm);
    }

    /** Whether something of that size has to be hashed that way. */
    boolean wants(Algorithm algorithm, long size) {
        return tables.get(algorithm).wants(size);
    }

    boolean has(Algorithm algorithm, byte[] hash, long size) {
        return tables.get(algorithm).find(hash, size) != HashTable.NONE;
    }

    Optional<String> find(Algorithm algorithm, byte[] hash, long size) {
        HashTable table = tables.get(algorithm);
        int entry = table.find(hash, size);
        return entry == HashTable.NONE ? Optional.empty() : Optional.of(table.name(entry));
    }
}
