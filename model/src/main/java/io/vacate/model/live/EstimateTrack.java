package io.vacate.model.live;

import io.vacate.model.live.Residuals.Residual;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The estimates of one migration, as many as it takes to see later how far they were off. For one thread. */
final class EstimateTrack {
    private static final int MOST = 1_000;
    private static final int POINTS = 10;

    private final List<LiveEstimate> estimates = new ArrayList<>();

    void add(LiveEstimate estimate) {
        if (estimates.size() == MOST) {
            List<LiveEstimate> thinned = new ArrayList<>();
            for (int i = 0; i < MOST; i += 2) {
                thinned.add(estimates.get(i));
            }
            estimates.clear();
            estimates.addAll(thinned);
        }
        estimates.add(estimate);
    }

    /** Returns how far the estimates at 5, 15, … 95 % of the total time were off. */
    List<Residual> residuals(Duration total) {
        List<Residual> residuals = new ArrayList<>();
        for (int point = 0; point < POINTS; point++) {
            Duration at = total.multipliedBy(2L * point + 1).dividedBy(2 * POINTS);
            LiveEstimate newest = null;
            for (LiveEstimate estimate : estimates) {
                newest = estimate.elapsed().compareTo(at) <= 0 ? estimate : newest;
            }
            if (newest != null) {
                residuals.add(Residual.of(newest, total));
            }
        }
        return residuals;
    }
}
