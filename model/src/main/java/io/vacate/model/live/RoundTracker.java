package io.vacate.model.live;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the rounds of a pre-copy from samples that fall anywhere: how long each took, and what was rewritten in it.
 * Belongs to one thread.
 *
 * <p>QEMU looks for rewritten pages (a "sync", which ends a round) when what is left fits into the downtime limit, not when
 * all is sent. It then tells how fast the guest rewrote, over one round or, where rounds are shorter than a second, over
 * several; this is exact, while differences of what is left suffer from when samples fall, and from zero pages, which are
 * left and never sent. They serve where no new rate is told. As a sample may fall within a sync, before the rate is told, the
 * next one decides that.
 */
final class RoundTracker {
    private static final double SHORTEST_ROUND_SECONDS = 0.02;
    private static final double IMPLAUSIBLY_LITTLE = 20;
    private static final double IMPLAUSIBLY_MUCH = 2;

    /** QEMU counts anew how fast the guest rewrites when that is so long ago. */
    private static final double RATE_PERIOD_SECONDS = 1;

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
    private @Nullable Unsure unsure;

    /**
     * A round, or the mean of several short ones.
     *
     * @param seconds its length
     * @param rewritten unique bytes rewritten in it
     */
    record Round(double seconds, double rewritten) {}

    /**
     * A round of which no new rate was told when its end was seen.
     *
     * @param seconds its length
     * @param sinceRate seconds since a rate was told
     * @param count rounds since then
     * @param before bytes that had been sent or were left before its end was seen
     */
    private record Unsure(double seconds, double sinceRate, int count, double before) {}

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
     * @return whether a round is known to have ended that was not known to before
     */
    boolean add(double time, int round, double sent, double left, double dirtyRate, double rate, double kept) {
        boolean settled = settle(sent, left, dirtyRate);
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
        return settled || (ended && unsure == null);
    }

    /** Decides about a round of which no new rate was told when it was seen to end, as soon as counters were read anew. */
    private boolean settle(double sent, double left, double dirtyRate) {
        Unsure round = unsure;
        if (round == null || (sent == lastSent && left == lastLeft)) {
            return false;
        }
        unsure = null;
        double rewritten = sent + left - round.before();
        if (!Double.isNaN(dirtyRate) && (dirtyRate != lastDirtyRate || round.sinceRate() >= RATE_PERIOD_SECONDS)) {
            told(round.sinceRate() / round.count(), dirtyRate, syncTime);
        } else if (isPlausible(rewritten / round.seconds(), dirtyRate)) {
            seen(round.seconds(), rewritten);
        }
        return true;
    }

    /** Where a rate is told, differences of what is left are believed if they do not contradict it much. */
    private static boolean isPlausible(double rate, double told) {
        return rate > 0 && !(rate < told / IMPLAUSIBLY_LITTLE) && !(rate > told * IMPLAUSIBLY_MUCH);
    }

    private void told(double seconds, double dirtyRate, double sync) {
        seen(seconds, dirtyRate * seconds);
        lastDirtyRate = dirtyRate;
        rateTime = sync;
        roundsSinceRate = 0;
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
        if (!Double.isNaN(dirtyRate) && dirtyRate != lastDirtyRate) {
            told((sync - rateTime) / roundsSinceRate, dirtyRate, sync);
        } else if (count == 1 && !Double.isNaN(dirtyRate) && isPlausible(rewritten / (sync - syncTime), dirtyRate)) {
            seen(sync - syncTime, rewritten);
        } else if (count == 1) {
            unsure = new Unsure(sync - syncTime, sync - rateTime, roundsSinceRate, lastSent + lastLeft);
        }
        syncTime = sync;
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
