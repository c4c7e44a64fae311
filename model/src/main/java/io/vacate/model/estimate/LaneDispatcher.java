package io.vacate.model.estimate;

import java.util.Arrays;

/** Starts jobs as their {@link Lanes} have room. */
final class LaneDispatcher implements Dispatcher {
    /** Three thirds are one. */
    private static final double ROUNDING = 1e-9;

    private final Lanes lanes;
    private final Precedences precedences;
    /** By place in the order: the next job that still waits, the end is a place beyond all; the first is at the end. */
    private final int[] next;

    private final double[] taken;
    /** By link: the last look at the queue in which a job waited for it. */
    private final int[] awaited;

    private final boolean[] isDue;
    private int look;
    private int running;

    LaneDispatcher(int jobs, Lanes lanes) {
        this.lanes = lanes;
        if (lanes.order().length != jobs) {
            throw new IllegalArgumentException(
                    "order (of %d jobs) must be of the %d jobs of the run".formatted(lanes.order().length, jobs));
        }
        precedences = new Precedences(jobs, lanes.after());
        next = new int[jobs + 1];
        for (int place = 0; place < jobs; place++) {
            next[place] = place + 1;
        }
        int links =
                Arrays.stream(lanes.links()).flatMapToInt(Arrays::stream).max().orElse(-1);
        isDue = new boolean[jobs];
        taken = new double[links + 1];
        awaited = new int[links + 1];
    }

    @Override
    public void begin(Starter starter) {
        for (int job = 0; job < isDue.length; job++) {
            isDue[job] = lanes.notBefore()[job] <= 0;
            if (!isDue[job]) {
                starter.wakeAt(job, lanes.notBefore()[job]);
            }
        }
        startWhatFits(starter);
    }

    @Override
    public void due(int job, Starter starter) {
        isDue[job] = true;
        startWhatFits(starter);
    }

    @Override
    public void ended(int job, Starter starter) {
        running--;
        take(job, -1);
        precedences.ended(job, ready -> {});
        startWhatFits(starter);
    }

    private void startWhatFits(Starter starter) {
        int end = next.length - 1;
        look++;
        int before = end;
        int place = next[end];
        while (place != end && running < lanes.most()) {
            int job = lanes.order()[place];
            if (fits(job)) {
                next[before] = next[place];
                running++;
                take(job, 1);
                starter.start(job);
            } else {
                before = place;
            }
            place = next[place];
        }
    }

    private void take(int job, int sign) {
        int[] links = lanes.links()[job];
        for (int i = 0; i < links.length; i++) {
            taken[links[i]] += sign * lanes.shares()[job][i];
        }
    }

    /** Tells whether a job can start; if it only waits for links, nobody behind it may take these. */
    private boolean fits(int job) {
        if (!isDue[job] || !precedences.isReady(job)) {
            return false;
        }
        int[] links = lanes.links()[job];
        boolean fits = true;
        for (int i = 0; i < links.length; i++) {
            fits &= awaited[links[i]] != look && taken[links[i]] + lanes.shares()[job][i] <= 1 + ROUNDING;
        }
        if (!fits) {
            for (int link : links) {
                awaited[link] = look;
            }
        }
        return fits;
    }

    @Override
    public String whyNot(int job) {
        return precedences.isReady(job) ? "it waits for lanes" : "its predecessors form a cycle, or follow one";
    }
}
