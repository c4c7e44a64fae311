package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.internal.Seconds;
import io.vacate.model.plan.lanes.Choice;
import io.vacate.model.simulation.MigrationEstimator;
import io.vacate.model.simulation.SimulatedJob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which share of its links each VM should have, looked at alone: a VM that rewrites much sends more the slower it is sent, so
 * that it had better have the link alone, and the link idles during its fixed costs; others share it, and theirs overlap.
 */
final class SharesByNeed {
    private static final int[] SHARERS = {1, 2, 3, 4};
    /** Among several that share a link, now and then all are at their fixed costs. */
    private static final double SELDOM_IDLE = 0.1;

    private final double[] share;
    private final double[] length;

    SharesByNeed(List<SimulatedJob> jobs, List<MigrationEstimate> alone, MigrationEstimator estimator) {
        share = new double[jobs.size()];
        length = new double[jobs.size()];
        for (int job = 0; job < share.length; job++) {
            length[job] = Seconds.of(alone.get(job).terms().total());
            share[job] = 1.0 / sharers(jobs.get(job), alone.get(job), estimator);
        }
    }

    /** Returns how many should share a link with a VM: that with which it keeps the link for the least time. */
    private static int sharers(SimulatedJob job, MigrationEstimate alone, MigrationEstimator estimator) {
        double full = job.rateAlone().bytesPerSecond();
        double fixed = Seconds.of(alone.terms().fixed());
        int best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int sharers : SHARERS) {
            MigrationEstimate estimate = sharers == 1
                    ? alone
                    : estimator.estimate(job.vm(), new DataRate(Math.max(1, (long) (full / sharers))), job.tuning());
            double sending = estimate.bytes().p50().bytes() / full;
            double kept = sending + fixed * (sharers == 1 ? 1 : SELDOM_IDLE / sharers);
            if (kept < least && (sharers == 1 || estimate.convergence().converges())) {
                least = kept;
                best = sharers;
            }
        }
        return best;
    }

    /** Returns choices in which those with like shares follow each other, as a link changes its use only when it is empty. */
    List<Choice> choices() {
        Comparator<Integer> byShare = Comparator.comparingDouble(job -> -share[job]);
        Comparator<Integer> longest = Comparator.comparingDouble(job -> -length[job]);
        List<Choice> choices = new ArrayList<>();
        for (Comparator<Integer> order :
                List.of(byShare.thenComparing(longest), byShare.reversed().thenComparing(longest), longest)) {
            List<Integer> jobs =
                    IntStream.range(0, share.length).boxed().sorted(order).toList();
            choices.add(new Choice(jobs, Integer.MAX_VALUE, Arrays.copyOf(share, share.length)));
        }
        return choices;
    }
}
