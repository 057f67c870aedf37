package org.palisade.scanserver.engine.matcher;

import java.util.Arrays;

/** A list of numbers that grows. */
final class Numbers {

    private int[] values = new int[64];
    private int count;

    int add(int value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count] = value;
        return count++;
    }

    int count() {
        return count;
    }

    int get(int index) {
        return values[index];
    }

    int[] toArray() {
        return Arrays.copyOf(values, count);
    }
}
