package io.vacate.model.estimate;

import java.util.Arrays;

/** The next event of each job, earliest first: a binary heap that knows where each job is, to move its event. */
final class EventQueue {
    private static final int ABSENT = -1;

    private final double[] times;
    private final int[] heap;
    private final int[] places;
    private int size;

    EventQueue(int jobs) {
        times = new double[jobs];
        heap = new int[jobs];
        places = new int[jobs];
        Arrays.fill(places, ABSENT);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Returns the time of the earliest event; the queue must not be empty. */
    double nextTime() {
        return times[heap[0]];
    }

    /** Sets the time of a job's event, in place of an earlier one. */
    void schedule(int job, double time) {
        times[job] = time;
        if (places[job] == ABSENT) {
            places[job] = size;
            heap[size++] = job;
        }
        siftUp(places[job]);
        siftDown(places[job]);
    }

    /** Takes the job with the earliest event, among equals that with the lowest number. */
    int poll() {
        int job = heap[0];
        size--;
        if (size > 0) {
            put(0, heap[size]);
            siftDown(0);
        }
        places[job] = ABSENT;
        return job;
    }

    private void siftUp(int start) {
        int place = start;
        int job = heap[place];
        while (place > 0 && before(job, heap[(place - 1) / 2])) {
            put(place, heap[(place - 1) / 2]);
            place = (place - 1) / 2;
        }
        put(place, job);
    }

    private void siftDown(int start) {
        int place = start;
        int job = heap[place];
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], job)) {
                break;
            }
            put(place, heap[child]);
            place = child;
        }
        put(place, job);
    }

    private void put(int place, int job) {
        heap[place] = job;
        places[job] = place;
    }

    private boolean before(int a, int b) {
        return times[a] < times[b] || (times[a] == times[b] && a < b);
    }
}
