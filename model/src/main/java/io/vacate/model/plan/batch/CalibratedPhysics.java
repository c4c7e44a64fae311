package io.vacate.model.plan.batch;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.PostCopy;
import io.vacate.api.migration.MigrationMode.StopAndCopy;
import io.vacate.api.migration.MigrationMode.SuspendCopyResume;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.MigrationEstimator;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The calibrated model: rounds over the dirty curve, and fixed costs, see {@link MigrationEstimator}; at one constant rate, or
 * sharing links, see {@link io.vacate.model.estimate.FluidSimulation}. Rates are those of links as sold, of which
 * {@link NetworkProfile#PRIOR_EFFICIENCY} carries pages. At a constant rate in tenths of a second, rounded up. For use by any
 * thread.
 *
 * @param calibration what was learned
 */
public record CalibratedPhysics(Calibration calibration) implements MigrationPhysics, MigrationPhysics.Sharing {
    private static final Duration RESOLUTION = Duration.ofMillis(100);

    @Override
    public Duration resolution() {
        return RESOLUTION;
    }

    @Override
    public Optional<Duration> duration(BatchVm vm, ModeKind mode, DataRate rate) {
        MigrationEstimate estimate = estimate(vm, mode, rate);
        if (!estimate.convergence().converges()) {
            return Optional.empty();
        }
        return Optional.of(roundedUp(estimate.terms().total()));
    }

    private static Duration roundedUp(Duration time) {
        long ticks = (time.toNanos() + RESOLUTION.toNanos() - 1) / RESOLUTION.toNanos();
        return RESOLUTION.multipliedBy(Math.max(1, ticks));
    }

    @Override
    public Optional<Suspension> suspension(BatchVm vm, DataRate rate) {
        ModeKind mode = ModeKind.SUSPEND_COPY_RESUME_DISK;
        Duration all = estimate(vm, mode, rate).terms().total();
        Duration suspend = estimator().untilSuspended(profile(vm), usable(rate), tuning(vm, mode));
        return Optional.of(new Suspension(roundedUp(suspend), roundedUp(all.minus(suspend))));
    }

    private MigrationEstimate estimate(BatchVm vm, ModeKind mode, DataRate rate) {
        return estimator().estimate(profile(vm), usable(rate), tuning(vm, mode));
    }

    @Override
    public Optional<Sharing> sharing() {
        return Optional.of(this);
    }

    @Override
    public MigrationEstimator estimator() {
        return calibration.estimator();
    }

    @Override
    public Tuning tuning(BatchVm vm, ModeKind mode) {
        Tuning plain = Tuning.of(mode(mode));
        return vm.tuning().autoConverge().map(plain::with).orElse(plain);
    }

    @Override
    public DataRate usable(DataRate rate) {
        return new DataRate(Math.max(1, (long) (rate.bytesPerSecond() * NetworkProfile.PRIOR_EFFICIENCY)));
    }

    @Override
    public VmProfile profile(BatchVm vm) {
        VmId id = new VmId(UUID.nameUUIDFromBytes(vm.id().getBytes(StandardCharsets.UTF_8)));
        CopyProfile copy = vm.copy();
        DataSize memory = vm.memory().compareTo(copy.used()) > 0 ? vm.memory() : copy.used();
        return new VmProfile(
                id, vm.id(), memory, copy.used(), curve(copy), vm.tuning().downtimeLimit());
    }

    /** What is hot is rewritten within its period, and what is cold at its rate, until all is. */
    private static DirtyCurve curve(CopyProfile copy) {
        double used = (double) copy.used().bytes();
        double hot = Math.min((double) copy.hot().bytes(), used);
        double cold = (double) copy.cold().bytesPerSecond();
        double period = Seconds.of(copy.hotPeriod());
        if (cold == 0) {
            return hot == 0
                    ? DirtyCurve.idle()
                    : DirtyCurve.constantRate(
                            DataRate.ofBytesPerSecond(Math.max(1, (long) (hot / period))),
                            DataSize.ofBytes((long) hot));
        }
        double atPeriod = hot + cold * period;
        List<DirtyCurve.Point> points = new ArrayList<>();
        if (hot > 0 && atPeriod < used) {
            points.add(point(period, atPeriod));
        }
        points.add(point(Math.max(period, (used - hot) / cold), used));
        return DirtyCurve.measured(points);
    }

    private static DirtyCurve.Point point(double seconds, double bytes) {
        return new DirtyCurve.Point(Seconds.toDuration(seconds), DataSize.ofBytes((long) bytes));
    }

    private static MigrationMode mode(ModeKind kind) {
        return switch (kind) {
            case PRE_COPY -> new MigrationMode.PreCopy();
            case POST_COPY -> new PostCopy(new Trigger.Immediately());
            case STOP_AND_COPY -> new StopAndCopy();
            case SUSPEND_COPY_RESUME_DISK -> new SuspendCopyResume(Buffer.DISK);
            case SUSPEND_COPY_RESUME_MEMORY -> new SuspendCopyResume(Buffer.MEMORY);
        };
    }
}
