package io.vacate.model.sharing;

/**
 * The next event of each of a number of items, earliest first, among equals by the item's number.
 *
 * <p>Made for events that are moved far more often than they happen: one that is put off stays where it is in the heap
 * until it comes up. For one thread.
 */
public final class EventQueue {
    private final IndexedHeap heap;
    /** By item: when its event is; in the heap it may have an earlier time. */
    private final double[] due;

    /** Makes an empty queue for items from 0 to below {@code items}. */
    public EventQueue(int items) {
        heap = new IndexedHeap(items);
        due = new double[items];
    }

    /** Tells whether there is no event. */
    public boolean isEmpty() {
        return heap.isEmpty();
    }

    /** Returns the time of the earliest event; the queue must not be empty. */
    public double nextTime() {
        settle();
        return heap.topKey();
    }

    /** Sets the time of an item's event, in place of another one. */
    public void schedule(int item, double time) {
        due[item] = time;
        if (!heap.contains(item) || time < heap.key(item)) {
            heap.set(item, time);
        }
    }

    /** Takes the item with the earliest event, among equals that with the lowest number; the queue must not be empty. */
    public int poll() {
        settle();
        return heap.pop();
    }

    /** Moves events that were put off to where they belong, until one comes up that was not. */
    private void settle() {
        int first = heap.top();
        while (due[first] > heap.topKey()) {
            heap.set(first, due[first]);
            first = heap.top();
        }
    }
}
