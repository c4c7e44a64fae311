package io.vacate.model.live;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells the rounds of a pre-copy from samples that fall anywhere: how long each took, and what was rewritten in it.
 * Belongs to one thread.
 *
 * <p>QEMU looks for rewritten pages (a "sync", which ends a round) when what is left fits into the downtime limit, not when
 * all is sent. It then tells how fast the guest rewrote, over one round or, where rounds are shorter than a second, over
 * several; this is exact, while differences of what is left suffer from when samples fall. They serve where no rate is
 * told.
 */
final class RoundTracker {
    private static final double SHORTEST_ROUND_SECONDS = 0.02;
    private static final double IMPLAUSIBLY_LITTLE = 20;

    private final List<Round> rounds = new ArrayList<>();
    private int iteration;
    private double lastTime;
    private double lastLeft;
    private double lastSent;
    private double syncTime;
    private double lastDirtyRate = Double.NaN;
    private double rateTime;
    private int roundsSinceRate;
    private double firstRound = Double.NaN;

    /**
     * A round, or the mean of several short ones.
     *
     * @param seconds its length
     * @param rewritten unique bytes rewritten in it
     */
    record Round(double seconds, double rewritten) {}

    /**
     * Takes a sample.
     *
     * @param time seconds since the request
     * @param round number of the round under way; 0 before the first
     * @param sent bytes of memory sent
     * @param left bytes left, those of the present round
     * @param dirtyRate bytes per second that the guest rewrites; NaN where it is not told
     * @param rate present rate of the transfer
     * @param kept what is left when a round ends: what fits into the downtime limit, or nothing, in bytes
     * @return whether a round has ended since the sample before
     */
    boolean add(double time, int round, double sent, double left, double dirtyRate, double rate, double kept) {
        boolean ended = iteration > 0 && round > iteration;
        if (iteration == 0) {
            syncTime = time;
            rateTime = time;
        } else if (ended) {
            end(time, round - iteration, left - lastLeft + sent - lastSent, dirtyRate, rate, kept);
        }
        iteration = Math.max(iteration, round);
        lastTime = time;
        lastSent = sent;
        lastLeft = left;
        return ended;
    }

    /** Sets when the first round began, if that was before the first sample. */
    void beganAt(double seconds) {
        syncTime = seconds;
        rateTime = seconds;
    }

    private void end(double time, int count, double rewritten, double dirtyRate, double rate, double kept) {
        double sync = count == 1
                ? Math.min(time, lastTime + Math.max(0, lastLeft - kept) / rate)
                : time - (time - lastTime) / (2 * count);
        if (iteration == 1 && count == 1) {
            firstRound = lastSent + (sync - lastTime) * rate + kept;
        }
        roundsSinceRate += count;
        boolean told = !Double.isNaN(dirtyRate) && dirtyRate != lastDirtyRate;
        if (told) {
            double mean = (sync - rateTime) / roundsSinceRate;
            seen(mean, dirtyRate * mean);
            lastDirtyRate = dirtyRate;
            rateTime = sync;
            roundsSinceRate = 0;
        } else if (count == 1 && isPlausible(rewritten / (sync - syncTime), dirtyRate)) {
            seen(sync - syncTime, rewritten);
        }
        syncTime = sync;
    }

    /** What was left changes by as much as was rewritten, but samples may have fallen too early to see it. */
    private static boolean isPlausible(double rate, double told) {
        return rate > 0 && !(rate < told / IMPLAUSIBLY_LITTLE);
    }

    private void seen(double seconds, double rewritten) {
        if (seconds >= SHORTEST_ROUND_SECONDS) {
            rounds.add(new Round(seconds, rewritten));
        }
    }

    /** Returns the rounds seen, oldest first. */
    List<Round> rounds() {
        return rounds;
    }

    /** Returns the bytes of the first round; NaN before it has ended, or if its end was not seen. */
    double firstRound() {
        return firstRound;
    }

    /** Returns how many rounds have ended. */
    int ended() {
        return Math.max(0, iteration - 1);
    }

    /** Returns the seconds since the last round ended, as of {@code time}. */
    double sinceSync(double time) {
        return Math.max(0, time - syncTime);
    }
}
