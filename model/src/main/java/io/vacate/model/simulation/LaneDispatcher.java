package io.vacate.model.simulation;

import java.util.Arrays;
import java.util.PriorityQueue;

/** Starts jobs as their {@link Lanes} have room. */
final class LaneDispatcher implements Dispatcher {
    /** Three thirds are one. */
    private static final double ROUNDING = 1e-9;

    private final Lanes lanes;
    private final Precedences precedences;
    /** Jobs that name the same link first, or none, wait in one queue. By queue: the first place in the order; -1 if it is empty. */
    private final int[] first;

    /** By place: its queue, and the next place in it that still waits; -1 at the end. */
    private final int[] queueOf;

    private final int[] next;

    /** By queue: the place before the one that is looked at; -1 if that is the first. */
    private final int[] before;

    /** Places whose links had room when they were looked at. */
    private final PriorityQueue<Integer> open = new PriorityQueue<>();

    private final double[] taken;
    /** By link: the first place that waits for it, as of the look of {@code awaitedIn}. */
    private final int[] awaitedBy;

    private final int[] awaitedIn;

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
        int links =
                Arrays.stream(lanes.links()).flatMapToInt(Arrays::stream).max().orElse(-1);
        first = new int[links + 2];
        Arrays.fill(first, -1);
        before = new int[links + 2];
        queueOf = new int[jobs];
        next = new int[jobs];
        for (int place = jobs - 1; place >= 0; place--) {
            int[] own = lanes.links()[lanes.order()[place]];
            queueOf[place] = own.length == 0 ? links + 1 : own[0];
            next[place] = first[queueOf[place]];
            first[queueOf[place]] = place;
        }
        isDue = new boolean[jobs];
        taken = new double[links + 1];
        awaitedBy = new int[links + 1];
        awaitedIn = new int[links + 1];
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
        if (running >= lanes.most()) {
            return;
        }
        look++;
        open.clear();
        for (int queue = 0; queue < first.length; queue++) {
            before[queue] = -1;
            lookAt(queue, first[queue]);
        }
        while (!open.isEmpty() && running < lanes.most()) {
            int place = open.remove();
            int queue = queueOf[place];
            int job = lanes.order()[place];
            if (!hasRoom(job) || isAwaited(job, place)) {
                await(job, place);
                continue;
            }
            if (before[queue] < 0) {
                first[queue] = next[place];
            } else {
                next[before[queue]] = next[place];
            }
            running++;
            take(job, 1);
            starter.start(job);
            lookAt(queue, next[place]);
        }
    }

    /**
     * Looks for the first job of a queue, from a place on, that is ready. If its links have no room, all behind it wait as well, as
     * nobody overtakes there.
     */
    private void lookAt(int queue, int from) {
        int place = from;
        while (place >= 0) {
            int job = lanes.order()[place];
            if (isDue[job] && precedences.isReady(job)) {
                if (hasRoom(job)) {
                    open.add(place);
                } else {
                    await(job, place);
                }
                return;
            }
            before[queue] = place;
            place = next[place];
        }
    }

    private void take(int job, int sign) {
        int[] links = lanes.links()[job];
        for (int i = 0; i < links.length; i++) {
            taken[links[i]] += sign * lanes.shares()[job][i];
        }
    }

    private boolean hasRoom(int job) {
        int[] links = lanes.links()[job];
        double[] shares = lanes.shares()[job];
        for (int i = 0; i < links.length; i++) {
            if (taken[links[i]] + shares[i] > 1 + ROUNDING) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether one before it in the order waits for a link of a job. */
    private boolean isAwaited(int job, int place) {
        for (int link : lanes.links()[job]) {
            if (awaitedIn[link] == look && awaitedBy[link] < place) {
                return true;
            }
        }
        return false;
    }

    private void await(int job, int place) {
        for (int link : lanes.links()[job]) {
            if (awaitedIn[link] != look || awaitedBy[link] > place) {
                awaitedIn[link] = look;
                awaitedBy[link] = place;
            }
        }
    }

    @Override
    public String whyNot(int job) {
        return precedences.isReady(job) ? "it waits for lanes" : "its predecessors form a cycle, or follow one";
    }
}
