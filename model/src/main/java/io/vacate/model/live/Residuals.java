package io.vacate.model.live;

import io.vacate.model.internal.Check;
import java.time.Duration;
import java.util.List;

/**
 * How far live predictions of earlier runs were off: what intervals are made of.
 *
 * <p>Split conformal prediction (Vovk et al., "Algorithmic Learning in a Random World", 2005): of n residuals of runs like
 * this one, the k-th smallest, k = ⌈(n + 1) · level⌉, covers the next with at least that probability, whatever their
 * distribution. A residual is |ln((actual + c) / (predicted + c))| of the remaining time, c = {@value #SLACK_SECONDS} s, so
 * that the last moments count no more than they matter. Residuals at a like share of the time count. Where there are too
 * few for a level, the prior is the least that is said.
 *
 * @param all residuals of earlier runs, several a run
 */
public record Residuals(List<Residual> all) {
    /** None yet: intervals come from the prior alone. */
    public static final Residuals NONE = new Residuals(List.of());

    static final double SLACK_SECONDS = 0.25;

    /** Residuals within this distance in the share of the time that is over count as like. */
    private static final double NEIGHBOURHOOD = 0.1;

    /**
     * One prediction and what became of it.
     *
     * @param share share of the predicted total time that was over, from 0 to 1
     * @param logRatio ln((actual + c) / (predicted + c)) of the remaining time; finite
     */
    public record Residual(double share, double logRatio) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if {@code share} is not within 0 and 1, or {@code logRatio} not finite
         */
        public Residual {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("share (%s) must be from 0 to 1".formatted(share));
            }
            if (!Double.isFinite(logRatio)) {
                throw new IllegalArgumentException("logRatio (%s) must be finite".formatted(logRatio));
            }
        }

        /**
         * Returns the residual of an estimate of a run that has ended.
         *
         * @param actualTotal time from the request to the end
         * @throws IllegalArgumentException if the run ended before the estimate's sample
         */
        public static Residual of(LiveEstimate estimate, Duration actualTotal) {
            double actual = seconds(Check.notNegative(actualTotal.minus(estimate.elapsed()), "actualTotal - elapsed"));
            double predicted = seconds(estimate.remaining());
            double total = seconds(estimate.total());
            return new Residual(
                    total > 0 ? seconds(estimate.elapsed()) / total : 1,
                    Math.log((actual + SLACK_SECONDS) / (predicted + SLACK_SECONDS)));
        }

        private static double seconds(Duration duration) {
            return duration.toNanos() / 1e9;
        }
    }

    /** Copies the list. */
    public Residuals {
        all = List.copyOf(all);
    }

    /**
     * Returns the half width of the interval in ln(remaining + c).
     *
     * @param level two-sided coverage, above 0 and below 1
     * @param share share of the time that is over
     * @param prior half width to say where too little was seen
     */
    double halfWidth(double level, double share, double prior) {
        double[] near = all.stream()
                .filter(residual -> Math.abs(residual.share() - share) <= NEIGHBOURHOOD)
                .mapToDouble(residual -> Math.abs(residual.logRatio()))
                .sorted()
                .toArray();
        int rank = (int) Math.ceil((near.length + 1) * level);
        if (rank > near.length) {
            return near.length == 0 ? prior : Math.max(prior, near[near.length - 1]);
        }
        return near[rank - 1];
    }
}
