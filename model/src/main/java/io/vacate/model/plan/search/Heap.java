package io.vacate.model.plan.search;

/** Numbers of which the first by some order is at hand. */
final class Heap {
    private final int[] heap;
    private final Before before;
    private int size;

    /** Which of two comes first. */
    @FunctionalInterface
    interface Before {
        boolean test(int a, int b);
    }

    Heap(int most, Before before) {
        heap = new int[most];
        this.before = before;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(int number) {
        int at = size++;
        while (at > 0 && before.test(number, heap[(at - 1) >> 1])) {
            heap[at] = heap[(at - 1) >> 1];
            at = (at - 1) >> 1;
        }
        heap[at] = number;
    }

    int first() {
        return heap[0];
    }

    int removeFirst() {
        int first = heap[0];
        int last = heap[--size];
        if (size > 0) {
            sink(last);
        }
        return first;
    }

    /** Puts the first number where it belongs, now that it comes later. */
    void lowerFirst() {
        sink(heap[0]);
    }

    private void sink(int number) {
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && before.test(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before.test(heap[child], number)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = number;
    }
}
