package io.vacate.model.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoublePredicate;

/**
 * The rate of a transfer: bytes over time of the last {@link #WINDOW_SECONDS} s, and in the beginning what was expected.
 * Counters are steadier than the rates that hypervisors report, which are of the last tenth of a second. Belongs to one
 * thread.
 */
final class RateMeter {
    private static final double WINDOW_SECONDS = 10;

    /** What was assumed counts as much as so many seconds of what is seen, and after so many seconds no more. */
    private static final double ASSUMED_SECONDS = 0.25;

    private static final double ASSUMED_ENDS_SECONDS = 2;

    /** The same of what earlier migrations reached. */
    private static final double KNOWN_SECONDS = 2;

    private static final double KNOWN_ENDS_SECONDS = 6;

    /** A transfer that stands still is taken to go on at this share of what was expected. */
    private static final double LEAST_SHARE = 0.01;

    /** In the beginning buffers fill and zero pages are skipped: once more was seen, this does not count. */
    private static final double WARM_UP_SECONDS = 1;

    /** A rate that has grown, as when others that share the link have ended, is believed after a second; */
    private static final double FASTER_SECONDS = 1;

    private static final double FASTER = 1.3;

    /** one that has fallen after three: links stutter. */
    private static final double SLOWER_SECONDS = 3;

    private static final double SLOWER = 0.6;

    private static final double SHORTEST_SECONDS = 1e-3;

    /** Hypervisors are asked a few times a second: a counter that stands still for less was not read anew. */
    private static final double STALE_SECONDS = 0.5;

    private final boolean isKnown;
    private double expected;
    private double began;
    private boolean warm;
    private final Deque<Count> seen = new ArrayDeque<>();

    /** So many bytes had been sent at that time. */
    private record Count(double seconds, double bytes) {}

    /**
     * Expects a rate.
     *
     * @param isKnown whether earlier migrations reached it
     */
    RateMeter(double expected, boolean isKnown) {
        this.expected = expected;
        this.isKnown = isKnown;
    }

    /** Forgets what was seen: from now on another rate is expected. */
    void restart(double nowExpected) {
        expected = nowExpected;
        seen.clear();
        warm = false;
    }

    /** Tells whether anything was seen. */
    boolean isRunning() {
        return !seen.isEmpty();
    }

    /** Expects another rate from the newest sample on. */
    void restartAt(double nowExpected) {
        Count last = seen.getLast();
        restart(nowExpected);
        begin(last.seconds(), last.bytes());
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
        Count newest = seen.getLast();
        if (bytes == newest.bytes() && seconds - newest.seconds() < STALE_SECONDS) {
            return;
        }
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
        forgetBefore(FASTER_SECONDS, ratio -> ratio >= FASTER);
        forgetBefore(SLOWER_SECONDS, ratio -> ratio <= SLOWER);
    }

    /** Forgets all but the last {@code span} seconds if the ratio of their rate to the rate before is a change. */
    private void forgetBefore(double span, DoublePredicate isChange) {
        Count first = seen.getFirst();
        Count last = seen.getLast();
        Count start = first;
        for (Count count : seen) {
            if (count.seconds() <= last.seconds() - span) {
                start = count;
            }
        }
        if (start.seconds() - first.seconds() < span / 2) {
            return;
        }
        double before = (start.bytes() - first.bytes()) / (start.seconds() - first.seconds());
        double now = (last.bytes() - start.bytes()) / (last.seconds() - start.seconds());
        if (before > 0 && isChange.test(now / before)) {
            while (!seen.getFirst().equals(start)) {
                seen.removeFirst();
            }
        }
    }

    /** Returns bytes per second, above 0. */
    double rate() {
        if (seen.size() < 2) {
            return expected;
        }
        double time = seen.getLast().seconds() - seen.getFirst().seconds();
        double bytes = seen.getLast().bytes() - seen.getFirst().bytes();
        if (isKnown && !warm) {
            return expected;
        }
        double running = seen.getLast().seconds() - began;
        double prior = isKnown
                ? KNOWN_SECONDS * Math.max(0, 1 - running / KNOWN_ENDS_SECONDS)
                : ASSUMED_SECONDS * Math.max(0, 1 - running / ASSUMED_ENDS_SECONDS);
        double mean = (bytes + expected * prior) / Math.max(time + prior, SHORTEST_SECONDS);
        return Math.max(mean, expected * LEAST_SHARE);
    }
}
