package io.vacate.model.plan.search;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode.SuspendCopyResume;
import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.simulation.MigrationEstimator;
import java.time.Duration;
import java.util.Optional;

/**
 * The calibrated model: rounds over the dirty curve, and fixed costs, at one constant rate or sharing links. At a constant rate
 * in tenths of a second, rounded up.
 */
public final class CalibratedRates implements Physics {
    private static final Duration RESOLUTION = Duration.ofMillis(100);
    private static final Tuning BY_DISK = Tuning.of(new SuspendCopyResume(Buffer.DISK));

    private final Predictor predictor;
    private final MigrationEstimator estimator;
    private final boolean forcesSwitchOver;

    /**
     * Makes rates.
     *
     * @param predictor what was learned
     * @param forcesSwitchOver whether what does not converge is switched over all the same
     */
    public CalibratedRates(Predictor predictor, boolean forcesSwitchOver) {
        this.predictor = predictor;
        this.forcesSwitchOver = forcesSwitchOver;
        estimator = Estimators.of(predictor);
    }

    @Override
    public NetworkProfile network() {
        return predictor.network();
    }

    @Override
    public Duration resolution() {
        return RESOLUTION;
    }

    @Override
    public Optional<Duration> duration(BatchVm vm, Tuning how, DataRate rate) {
        MigrationEstimate estimate = estimator.estimate(predictor.learned(vm.profile()), rate, how);
        return forcesSwitchOver || estimate.convergence().converges()
                ? Optional.of(roundedUp(estimate.terms().total()))
                : Optional.empty();
    }

    private static Duration roundedUp(Duration time) {
        long ticks = (time.toNanos() + RESOLUTION.toNanos() - 1) / RESOLUTION.toNanos();
        return RESOLUTION.multipliedBy(Math.max(1, ticks));
    }

    @Override
    public Optional<Suspension> suspension(BatchVm vm, DataRate rate) {
        var profile = predictor.learned(vm.profile());
        Duration all = estimator.estimate(profile, rate, BY_DISK).terms().total();
        Duration suspend = estimator.untilSuspended(profile, rate, BY_DISK);
        return Optional.of(new Suspension(roundedUp(suspend), roundedUp(all.minus(suspend))));
    }

    @Override
    public Optional<Predictor> sharing() {
        return Optional.of(predictor);
    }
}
