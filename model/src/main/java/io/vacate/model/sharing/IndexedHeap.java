package io.vacate.model.sharing;

import java.util.Arrays;

/**
 * Numbered items in the order of their keys, among equals by number: a heap of four children a node that knows where each
 * item is. For one thread.
 */
final class IndexedHeap {
    private static final int ABSENT = -1;
    private static final int CHILDREN = 4;

    /** By place. */
    private final double[] keys;

    private final int[] items;
    /** By item. */
    private final int[] places;

    private int size;

    /** Makes an empty heap of items from 0 to below {@code bound}. */
    IndexedHeap(int bound) {
        keys = new double[bound];
        items = new int[bound];
        places = new int[bound];
        Arrays.fill(places, ABSENT);
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean contains(int item) {
        return places[item] != ABSENT;
    }

    /** Returns the key of an item that is there. */
    double key(int item) {
        return keys[places[item]];
    }

    /** Returns the first item; the heap must not be empty. */
    int top() {
        return items[0];
    }

    /** Returns the first item's key; the heap must not be empty. */
    double topKey() {
        return keys[0];
    }

    /** Adds an item, or changes its key. */
    void set(int item, double key) {
        int place = places[item];
        if (place == ABSENT) {
            siftUp(size++, item, key);
        } else if (key < keys[place]) {
            siftUp(place, item, key);
        } else {
            siftDown(place, item, key);
        }
    }

    /** Takes the first item; the heap must not be empty. */
    int pop() {
        int item = items[0];
        places[item] = ABSENT;
        size--;
        if (size > 0) {
            siftDown(0, items[size], keys[size]);
        }
        return item;
    }

    void clear() {
        for (int place = 0; place < size; place++) {
            places[items[place]] = ABSENT;
        }
        size = 0;
    }

    private void siftUp(int start, int item, double key) {
        int place = start;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (!before(key, item, parent)) {
                break;
            }
            put(place, items[parent], keys[parent]);
            place = parent;
        }
        put(place, item, key);
    }

    private void siftDown(int start, int item, double key) {
        int place = start;
        int child = CHILDREN * place + 1;
        while (child < size) {
            int least = child;
            int end = Math.min(child + CHILDREN, size);
            for (int other = child + 1; other < end; other++) {
                if (before(keys[other], items[other], least)) {
                    least = other;
                }
            }
            if (!before(keys[least], items[least], key, item)) {
                break;
            }
            put(place, items[least], keys[least]);
            place = least;
            child = CHILDREN * place + 1;
        }
        put(place, item, key);
    }

    private boolean before(double key, int item, int place) {
        return before(key, item, keys[place], items[place]);
    }

    private static boolean before(double key, int item, double otherKey, int other) {
        return key < otherKey || (key == otherKey && item < other);
    }

    private void put(int place, int item, double key) {
        keys[place] = key;
        items[place] = item;
        places[item] = place;
    }
}
