package org.palisade.scanserver.cache;

/** The table's hash. The seed is drawn at each start and told to nobody: contents cannot be made so that they meet in one place. */
record Hashing(long seed) {

    /** Hash of a key; whether archives were opened (lowest bit of the form) has no part in it, so that both answers lie side by side. */
    long hash(long a, long b, long form, int scope) {
        long h = (a ^ seed) * 0x9E3779B97F4A7C15L;
        h ^= h >>> 32;
        h = (h ^ b ^ (form >>> 1) * 0xC2B2AE3D27D4EB4FL ^ (long) scope << 20) * 0x165667B19E3779F9L;
        h ^= h >>> 29;
        h *= 0x9E3779B97F4A7C15L;
        return h ^ h >>> 32;
    }
}
