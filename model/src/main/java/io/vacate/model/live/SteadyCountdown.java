package io.vacate.model.live;

import io.vacate.model.internal.Seconds;
import java.time.Duration;

/**
 * A remaining time for people to look at: it counts down, and goes up only when the evidence demands it.
 *
 * <p>What is kept is the expected <em>end</em>. An earlier end is approached smoothly. A later one is approached as well, but
 * more slowly than time passes, so that the remaining time shown still falls; only when the end shown lies before the 90 %
 * interval of the present estimate does it move there at once, and {@link Reading#revised()} says so.
 *
 * <p>Belongs to one thread at a time.
 */
public final class SteadyCountdown {
    /** Time in which a change shows by two thirds; of a short migration, a share of its time. */
    private static final double SMOOTHING_SECONDS = 2;

    private static final double SMOOTHING_SHARE = 0.1;

    /** The end shown moves later by at most this share of the time that passes. */
    private static final double FASTEST_DELAY = 0.8;

    private double end = Double.NaN;
    private double lastElapsed;
    private double fraction;

    /**
     * What to show.
     *
     * @param remaining never more than before, unless {@code revised}
     * @param fraction share of the time that is over, from 0 to 1; never less than before
     * @param revised whether the remaining time had to be raised
     */
    public record Reading(Duration remaining, double fraction, boolean revised) {}

    /** Creates a countdown that has shown nothing yet. */
    public SteadyCountdown() {}

    /**
     * Takes the next estimate of the migration.
     *
     * @return what to show now
     * @throws IllegalArgumentException if its elapsed time is less than before; nothing changes then
     */
    public Reading show(LiveEstimate estimate) {
        double elapsed = Seconds.of(estimate.elapsed());
        double remaining = Seconds.of(estimate.remaining());
        if (Double.isNaN(end)) {
            lastElapsed = elapsed;
            end = elapsed + remaining;
            return reading(elapsed, false);
        }
        double passed = elapsed - lastElapsed;
        if (passed < 0) {
            throw new IllegalArgumentException("elapsed (%s) must not be below that of the estimate before (%s s)"
                    .formatted(estimate.elapsed(), lastElapsed));
        }
        lastElapsed = elapsed;
        boolean significant =
                end < elapsed + Seconds.of(estimate.ninetyPercent().low());
        double share = SMOOTHING_SHARE * Math.max(elapsed + remaining, 1e-3);
        double smoothing = Math.min(SMOOTHING_SECONDS, share);
        double change = (elapsed + remaining - end) * -Math.expm1(-passed / smoothing);
        if (significant || remaining == 0) {
            end = elapsed + remaining;
        } else {
            end += Math.min(change, FASTEST_DELAY * passed);
        }
        return reading(elapsed, significant);
    }

    private Reading reading(double elapsed, boolean revised) {
        double remaining = Math.max(0, end - elapsed);
        double now = remaining == 0 && elapsed == 0 ? 0 : elapsed / (elapsed + remaining);
        fraction = Math.max(fraction, now);
        return new Reading(Seconds.toDuration(remaining), fraction, revised);
    }
}
