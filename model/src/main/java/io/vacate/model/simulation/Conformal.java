package io.vacate.model.simulation;

import java.util.Arrays;
import java.util.List;

/**
 * Intervals from past residuals, by split conformal prediction: where residuals are exchangeable, the next one lies below
 * the ⌈(n + 1) q⌉-th smallest of n with a probability of at least q, whatever their distribution (Vovk, Gammerman and
 * Shafer, "Algorithmic Learning in a Random World", 2005; Lei et al., "Distribution-Free Predictive Inference for
 * Regression", JASA 2018).
 *
 * <p>Few residuals say nothing of tails, so the {@linkplain Spread#PRIOR prior} counts as if it had been seen
 * {@value #PRIOR_WEIGHT} times.
 */
public final class Conformal {
    private static final int PRIOR_WEIGHT = 10;
    private static final int PRIOR_FADES = 5 * PRIOR_WEIGHT;
    private static final double PRIOR_SIGMA = 0.10;

    /** Standard normal quantiles of 0.05, 0.15 … 0.95. */
    private static final double[] NORMAL = {
        -1.6448536,
        -1.0364334,
        -0.6744898,
        -0.3853205,
        -0.1256613,
        0.1256613,
        0.3853205,
        0.6744898,
        1.0364334,
        1.6448536
    };

    private final double[] sorted;

    /** Takes residuals, each actual / predicted, in any order. */
    public Conformal(List<Double> residuals) {
        int pseudo = residuals.size() >= PRIOR_FADES ? 0 : PRIOR_WEIGHT;
        sorted = new double[residuals.size() + pseudo];
        for (int i = 0; i < residuals.size(); i++) {
            sorted[i] = residuals.get(i);
        }
        for (int i = 0; i < pseudo; i++) {
            sorted[residuals.size() + i] = Math.exp(PRIOR_SIGMA * NORMAL[i]);
        }
        Arrays.sort(sorted);
    }

    /** Returns the spread that residuals show, each actual / predicted. */
    public static Spread spread(List<Double> residuals) {
        return residuals.isEmpty() ? Spread.PRIOR : new Conformal(residuals).spread();
    }

    private Spread spread() {
        return new Spread(
                quantile(0.05),
                quantile(0.25),
                quantile(0.5),
                quantile(0.75),
                quantile(0.9),
                quantile(0.95),
                Arrays.stream(sorted).average().orElse(1));
    }

    /** Interpolates between order statistics at rank (n + 1) q, which is exact for conformal coverage at whole ranks. */
    public double quantile(double q) {
        double rank = (sorted.length + 1) * q - 1;
        if (rank <= 0) {
            return sorted[0];
        }
        if (rank >= sorted.length - 1) {
            return sorted[sorted.length - 1];
        }
        int low = (int) rank;
        return sorted[low] + (rank - low) * (sorted[low + 1] - sorted[low]);
    }
}
