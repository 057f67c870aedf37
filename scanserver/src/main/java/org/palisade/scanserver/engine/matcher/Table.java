package org.palisade.scanserver.engine.matcher;

import java.util.Arrays;

/** What is remembered by number, for the few numbers that were touched. */
final class Table<V> {

    private static final int LEAST = 16;
    private static final int FREE = -1;

    private int[] keys = new int[0];
    private Object[] values = new Object[0];
    private int count;

    boolean has(int key) {
        return count > 0 && keys[slot(key)] == key;
    }

    /** What stands under a number that {@link #has} something. */
    @SuppressWarnings("unchecked")
    V get(int key) {
        return (V) values[slot(key)];
    }

    void put(int key, V value) {
        if (count * 2 >= keys.length) {
            grow();
        }
        int slot = slot(key);
        count += keys[slot] == key ? 0 : 1;
        keys[slot] = key;
        values[slot] = value;
    }

    /** All numbers, ascending. */
    int[] keys() {
        return Arrays.stream(keys).filter(key -> key != FREE).sorted().toArray();
    }

    private int slot(int key) {
        int slot = key * 0x9e3779b1 >>> 7 & keys.length - 1;
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private void grow() {
        int[] before = keys;
        Object[] its = values;
        keys = new int[Math.max(LEAST, before.length * 2)];
        values = new Object[keys.length];
        Arrays.fill(keys, FREE);
        for (int i = 0; i < before.length; i++) {
            if (before[i] != FREE) {
                int slot = slot(before[i]);
                keys[slot] = before[i];
                values[slot] = its[i];
            }
        }
    }
}
