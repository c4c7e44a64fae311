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
        taken = new double[links + 1];
        awaited = new int[links + 1];
    }

    @Override
    public void begin(Starter starter) {
        startWhatFits(starter);
    }

    @Override
    public void ended(int job, Starter starter) {
        running--;
        for (int link : lanes.links()[job]) {
            taken[link] -= lanes.shares()[job];
        }
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
                for (int link : lanes.links()[job]) {
                    taken[link] += lanes.shares()[job];
                }
                starter.start(job);
            } else {
                before = place;
            }
            place = next[place];
        }
    }

    /** Tells whether a job can start; if it only waits for links, nobody behind it may take these. */
    private boolean fits(int job) {
        if (!precedences.isReady(job)) {
            return false;
        }
        boolean fits = true;
        for (int link : lanes.links()[job]) {
            fits &= awaited[link] != look && taken[link] + lanes.shares()[job] <= 1 + ROUNDING;
        }
        if (!fits) {
            for (int link : lanes.links()[job]) {
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
