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

    /** In the beginning buffers fill and zero pages are skipped: once more was seen, this does not count. */
    private static final double WARM_UP_SECONDS = 1;

    private double expected;
    private double began;
    private boolean warm;
    private final Deque<Count> seen = new ArrayDeque<>();

    /** So many bytes had been sent at that time. */
    private record Count(double seconds, double bytes) {}

    RateMeter(double expected) {
        this.expected = expected;
    }

    /** Forgets what was seen: from now on another rate is expected. */
    void restart(double nowExpected) {
        expected = nowExpected;
        seen.clear();
        warm = false;
    }

    /** Tells when the transfer began, if nothing was seen yet. */
    void begin(double seconds, double bytes) {
        if (seen.isEmpty()) {
            began = seconds;
            seen.add(new Count(seconds, bytes));
        }
    }

    /** Takes the counter's value at a time, not before the last one. */
    void add(double seconds, double bytes) {
        if (!warm && seen.getLast().seconds() >= began + WARM_UP_SECONDS) {
            warm = true;
            Count first = seen.getLast();
            seen.clear();
            seen.add(first);
        }
        Count oldest = seen.removeFirst();
        while (!seen.isEmpty() && seconds - seen.getFirst().seconds() >= WINDOW_SECONDS) {
            oldest = seen.removeFirst();
        }
        seen.addFirst(oldest);
        seen.add(new Count(seconds, bytes));
    }

    /** Returns bytes per second, above 0. */
    double rate() {
        if (seen.size() < 2) {
            return expected;
        }
        double time = seen.getLast().seconds() - seen.getFirst().seconds();
        double bytes = seen.getLast().bytes() - seen.getFirst().bytes();
        double mean = (bytes + expected * PRIOR_SECONDS) / (time + PRIOR_SECONDS);
        return Math.max(mean, expected * LEAST_SHARE);
    }
}
