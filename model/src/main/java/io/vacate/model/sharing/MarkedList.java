package io.vacate.model.sharing;

import java.util.Arrays;

/** Numbers, each once; in the order in which they came as long as none is removed. For one thread. */
final class MarkedList {
    private static final int ABSENT = -1;

    private final int[] numbers;
    /** By number. */
    private final int[] places;

    private int size;

    /** Makes an empty list of numbers from 0 to below {@code bound}. */
    MarkedList(int bound) {
        numbers = new int[bound];
        places = new int[bound];
        Arrays.fill(places, ABSENT);
    }

    int size() {
        return size;
    }

    int get(int i) {
        return numbers[i];
    }

    boolean contains(int number) {
        return places[number] != ABSENT;
    }

    void add(int number) {
        if (places[number] == ABSENT) {
            places[number] = size;
            numbers[size++] = number;
        }
    }

    /** Removes a number that is there; the last one takes its place. */
    void remove(int number) {
        int place = places[number];
        int last = numbers[--size];
        numbers[place] = last;
        places[last] = place;
        places[number] = ABSENT;
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            places[numbers[i]] = ABSENT;
        }
        size = 0;
    }
}
