package io.vacate.model.live;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The rate of a transfer: bytes over time of the last {@link #WINDOW_SECONDS} s, and in the beginning what was expected.
 * Counters are steadier than the rates that hypervisors report, which are of the last tenth of a second. Belongs to one
 * thread.
 */
final class RateMeter {
    private static final double WINDOW_SECONDS = 10;

    /** What was expected counts as much as so many seconds of what is seen. */
    private static final double PRIOR_SECONDS = 0.5;

    /** A transfer that stands still is taken to go on at this share of what was expected. */
    private static final double LEAST_SHARE = 0.01;

    private double expected;
    private final Deque<double[]> seen = new ArrayDeque<>();

    RateMeter(double expected) {
        this.expected = expected;
    }

    /** Forgets what was seen: from now on another rate is expected. */
    void restart(double nowExpected) {
        expected = nowExpected;
        seen.clear();
    }

    void begin(double seconds, double bytes) {
        if (seen.isEmpty()) {
            seen.add(new double[] {seconds, bytes});
        }
    }

    void add(double seconds, double bytes) {
        seen.add(new double[] {seconds, bytes});
        while (seen.size() > 2 && seconds - secondTime() >= WINDOW_SECONDS) {
            seen.removeFirst();
        }
    }

    private double secondTime() {
        double[] first = seen.removeFirst();
        double second = seen.getFirst()[0];
        seen.addFirst(first);
        return second;
    }

    /** Returns bytes per second, above 0. */
    double rate() {
        if (seen.size() < 2) {
            return expected;
        }
        double time = seen.getLast()[0] - seen.getFirst()[0];
        double bytes = seen.getLast()[1] - seen.getFirst()[1];
        double mean = (bytes + expected * PRIOR_SECONDS) / (time + PRIOR_SECONDS);
        return Math.max(mean, expected * LEAST_SHARE);
    }
}
