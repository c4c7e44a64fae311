package io.vacate.model.estimate;

/**
 * Max-min fair rates of jobs on links, by progressive filling (Bertsekas and Gallager, "Data Networks", section 6.5.2):
 * all rates rise together; a job stops rising at its cap or when one of its links is full.
 *
 * <p>Links wait in a heap by the share at which they will be full. That share only grows when jobs stop earlier elsewhere,
 * so an entry may be out of date but never too late: it is corrected when it comes up. Costs O(p log n) for p pairs of job
 * and link. For one thread.
 */
final class ProgressiveFilling {
    private final CompiledJobs data;
    /** By job: whether its cap can be what stops it. */
    private final boolean[] capMatters;

    private final double[] rates;
    private final boolean[] rising;
    /** By link: capacity that is not given out, and how many jobs still rise on it. */
    private final double[] left;

    private final int[] waiting;
    /** What stops rates next: links by their number, job caps by the number of links + the job's. */
    private final int[] heap;

    private final double[] shares;
    private int size;

    ProgressiveFilling(CompiledJobs data) {
        this.data = data;
        rates = new double[data.jobs];
        rising = new boolean[data.jobs];
        left = new double[data.links];
        waiting = new int[data.links];
        heap = new int[data.links + data.jobs];
        shares = new double[data.links + data.jobs];
        capMatters = new boolean[data.jobs];
        for (int job = 0; job < data.jobs; job++) {
            capMatters[job] = true;
            for (int link : data.path[job]) {
                capMatters[job] &= data.cap[job] < data.capacity[link];
            }
        }
    }

    /** Returns the rate of a job of the last fill, in B/s. */
    double rate(int job) {
        return rates[job];
    }

    /**
     * Computes the rates of some jobs that have all the given links for themselves.
     *
     * @param jobs the first {@code jobCount} of it are the jobs
     * @param links the first {@code linkCount} of it are all their links
     * @param users by link, the first {@code userCount} of it are those of the jobs that use it
     */
    void fill(int[] jobs, int jobCount, int[] links, int linkCount, int[][] users, int[] userCount) {
        size = 0;
        for (int i = 0; i < linkCount; i++) {
            int link = links[i];
            left[link] = data.capacity[link];
            waiting[link] = userCount[link];
            if (waiting[link] > 0) {
                push(link, left[link] / waiting[link]);
            }
        }
        for (int i = 0; i < jobCount; i++) {
            int job = jobs[i];
            rising[job] = true;
            if (capMatters[job]) {
                push(data.links + job, data.cap[job]);
            }
        }
        while (size > 0) {
            int next = heap[0];
            if (next >= data.links) {
                pop();
                stop(next - data.links, data.cap[next - data.links]);
            } else {
                fillNext(next, users[next], userCount[next]);
            }
        }
    }

    private void fillNext(int link, int[] users, int userCount) {
        if (waiting[link] == 0) {
            pop();
            return;
        }
        double share = left[link] / waiting[link];
        if (share > shares[0]) {
            shares[0] = share;
            siftDown();
            return;
        }
        pop();
        for (int i = 0; i < userCount; i++) {
            stop(users[i], share);
        }
    }

    private void stop(int job, double rate) {
        if (!rising[job]) {
            return;
        }
        rising[job] = false;
        rates[job] = rate;
        for (int link : data.path[job]) {
            left[link] = Math.max(0, left[link] - rate);
            waiting[link]--;
        }
    }

    private void push(int item, double share) {
        int place = size++;
        while (place > 0 && share < shares[(place - 1) / 2]) {
            move((place - 1) / 2, place);
            place = (place - 1) / 2;
        }
        heap[place] = item;
        shares[place] = share;
    }

    private void pop() {
        size--;
        if (size > 0) {
            move(size, 0);
            siftDown();
        }
    }

    /** Moves the first entry down to where it belongs. */
    private void siftDown() {
        int item = heap[0];
        double share = shares[0];
        int place = 0;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && shares[child + 1] < shares[child]) {
                child++;
            }
            if (shares[child] >= share) {
                break;
            }
            move(child, place);
            place = child;
        }
        heap[place] = item;
        shares[place] = share;
    }

    private void move(int from, int to) {
        heap[to] = heap[from];
        shares[to] = shares[from];
    }
}
