package io.vacate.model.plan.search;

import java.util.Arrays;

/** A list of numbers, none of them boxed. */
final class Longs {
    private long[] numbers = new long[8];
    private int size;

    void add(long number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        numbers[size++] = number;
    }

    long get(int at) {
        return numbers[at];
    }

    int size() {
        return size;
    }

    /** Returns the numbers, which must fit. */
    int[] ints() {
        int[] result = new int[size];
        for (int at = 0; at < size; at++) {
            result[at] = Math.toIntExact(numbers[at]);
        }
        return result;
    }

    long[] longs() {
        return Arrays.copyOf(numbers, size);
    }
}
