package io.vacate.orchestrator.progress;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.plan.PlannedMove;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;

/**
 * How long a running migration will still take. Pure.
 *
 * <p>While memory is copied at rate b with r bytes left and the guest dirtying at rate d, what is left shrinks by b − d a
 * second until it fits into the downtime limit L, which takes (r − bL) / (b − d); then it is sent, and the fixed costs of
 * switch-over and clean-up follow. Early samples are noisy (connections warm up), so the plan's prediction counts in the
 * beginning and fades out.
 */
final class RemainingTime {
    /** Share of the predicted time after which only what is seen counts. */
    private static final double TRUST_AFTER = 0.3;

    /** What is left of a migration that has outlived its prediction: this share of it, rather than nothing. */
    private static final double OVERDUE_SHARE = 0.05;

    /**
     * Where a guest dirties at this share of the rate or more, rate and dirty rate of one moment say little: both vary, the
     * guest's working set ends, and the rate grows when others that share the link have ended. The plan knows better.
     */
    private static final double CLOSE_RACE = 0.67;

    private final FixedCosts costs;

    RemainingTime(FixedCosts costs) {
        this.costs = costs;
    }

    /** Returns the seconds left of a migration that runs since {@code elapsed} seconds. */
    double of(PlannedMove planned, double elapsed, MigrationProgress seen) {
        double predicted = seconds(planned.predictedEnd().minus(planned.predictedStart()));
        double byPlan = Math.max(predicted - elapsed, OVERDUE_SHARE * predicted);
        if (seen.state() == MigrationState.SWITCHING_OVER) {
            return seconds(costs.cleanUp());
        }
        boolean tells = seen.remaining().isPresent()
                && seen.rate().filter(rate -> !rate.isZero()).isPresent();
        if (seen.state() != MigrationState.COPYING || !tells) {
            return byPlan;
        }
        double rate = rate(elapsed, seen);
        double left = seen.remaining().map(size -> (double) size.bytes()).orElse(0.0);
        double bySight = copying(planned.move().vm(), left, rate, dirtyRate(planned, seen, left, rate), byPlan)
                + seconds(costs.switchOver())
                + seconds(costs.cleanUp());
        double trust = predicted <= 0 ? 1 : Math.min(1, elapsed / (TRUST_AFTER * predicted));
        return trust * bySight + (1 - trust) * byPlan;
    }

    /** Returns the present rate, or the mean since the beginning where that is more: a link that others fill stutters. */
    private static double rate(double elapsed, MigrationProgress seen) {
        double now = seen.rate().map(DataRate::bytesPerSecond).orElse(1L);
        double sent = seen.transferred().map(DataSize::bytes).orElse(0L);
        return Math.max(now, elapsed > 0 ? sent / elapsed : 0);
    }

    private static double dirtyRate(PlannedMove planned, MigrationProgress seen, double left, double rate) {
        return seen.dirtyRate()
                .filter(value -> !value.isZero())
                .map(value -> (double) value.bytesPerSecond())
                .orElseGet(() -> {
                    double round = Math.max(left / rate, 1e-3);
                    return planned.move().vm().dirty().bytesWithin(round) / round;
                });
    }

    private static double copying(VmProfile vm, double left, double rate, double dirty, double otherwise) {
        double limit = seconds(vm.downtimeLimit());
        if (left <= rate * limit) {
            return left / rate;
        }
        if (dirty >= CLOSE_RACE * rate) {
            return Math.max(otherwise, left / rate);
        }
        return (left - rate * limit) / (rate - dirty) + limit;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
