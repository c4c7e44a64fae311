package io.vacate.bench.eta;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.model.live.LiveEstimate;
import io.vacate.model.live.LiveEstimator;
import io.vacate.model.live.LiveKnowledge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What foretells the total time of a running migration, in seconds, at each of its samples. */
enum Predictor {
    /** {@link LiveEstimator}. */
    LIVE("ours") {
        @Override
        double[] totals(TraceRun run, Known known) {
            return estimates(run, known).stream()
                    .mapToDouble(estimate -> estimate.total().toNanos() / 1e9)
                    .toArray();
        }
    },
    /** Configured memory over bandwidth, whatever is seen. */
    MEMORY_OVER_BANDWIDTH("memory/bandwidth") {
        @Override
        double total(TraceRow row, Known known) {
            return row.totalBytes() / row.bytesPerSecond();
        }
    },
    /** Memory in use, as earlier migrations of this VM had it, over bandwidth. */
    USED_OVER_BANDWIDTH("used/bandwidth") {
        @Override
        double total(TraceRow row, Known known) {
            return known.usedBytes() / row.bytesPerSecond();
        }
    },
    /** What the hypervisor says is left, over the rate. */
    REMAINING_OVER_RATE("remaining/rate") {
        @Override
        double total(TraceRow row, Known known) {
            return row.seconds() + row.remainingBytes() / row.bytesPerSecond();
        }
    },
    /** The same, but the guest goes on writing at its dirty rate. */
    REMAINING_LESS_DIRTY("remaining/(rate-dirty)") {
        @Override
        double total(TraceRow row, Known known) {
            double rate = row.bytesPerSecond();
            double dirty = row.dirtyPagesPerSecond() * TraceRow.PAGE_BYTES;
            double limit = rate * known.limit().toNanos() / 1e9;
            double left = row.remainingBytes();
            if (left <= limit) {
                return row.seconds() + left / rate;
            }
            return dirty >= rate
                    ? Double.POSITIVE_INFINITY
                    : row.seconds() + (left - limit) / (rate - dirty) + limit / rate;
        }
    };

    /**
     * What there is to know of a run.
     *
     * @param live what the product knows
     * @param usedBytes memory in use, as earlier migrations had it; NaN where there are none
     * @param limit downtime limit
     */
    record Known(LiveKnowledge live, double usedBytes, Duration limit) {}

    private final String text;

    Predictor(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }

    double[] totals(TraceRun run, Known known) {
        return run.running().stream().mapToDouble(row -> total(row, known)).toArray();
    }

    double total(TraceRow row, Known known) {
        throw new UnsupportedOperationException(this + " needs all samples before");
    }

    /** Returns the live estimates at each sample but the last. */
    static List<LiveEstimate> estimates(TraceRun run, Known known) {
        LiveEstimator estimator = new LiveEstimator(known.live());
        List<LiveEstimate> all = new ArrayList<>();
        List<MigrationProgress> samples = run.samples();
        for (MigrationProgress sample : samples.subList(0, samples.size() - 1)) {
            all.add(estimator.accept(sample));
        }
        return all;
    }
}
