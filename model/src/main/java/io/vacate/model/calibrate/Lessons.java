package io.vacate.model.calibrate;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode.PreCopy;
import io.vacate.api.migration.MigrationMode.SuspendCopyResume;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.VmProfile;
import io.vacate.model.simulation.MigrationEstimator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one finished migration says of each quantity. Fixed costs always count. The rate is that of the path if the migration
 * was alone and not limited. What was sent counts against what the profile leads to expect at the rate that it had: in
 * an idle VM the difference is memory that is not in use, in a busy one it is its dirty curve.
 */
final class Lessons {
    /** A sample of a quantity. */
    record Lesson(Quantity quantity, double sample) {}

    /** A VM that is expected to send less than this above its memory counts as idle. */
    private static final double IDLE = 1.02;

    /** Halving a bracket of 10⁴ so often leaves less than 10⁻⁶ of it. */
    private static final int HALVINGS = 34;

    private static final double MOST_OFF = 20;

    private static final double LEAST_RATE = 1e4;
    private static final double MOST_RATE = 1e12;

    private final Observation seen;
    private final Calibration before;
    private final List<Lesson> lessons = new ArrayList<>();

    private Lessons(Observation seen, Calibration before) {
        this.seen = seen;
        this.before = before;
    }

    static List<Lesson> of(Observation seen, Calibration before) {
        Lessons all = new Lessons(seen, before);
        if (seen.tuning().mode() instanceof SuspendCopyResume suspend) {
            all.suspendCopyResume(suspend.buffer());
        } else {
            all.live();
        }
        return all.lessons;
    }

    private void live() {
        Optional<DataRate> rate = seen.meanRate();
        seen.overhead().ifPresent(time -> learn(Quantity.overhead(kind()), Seconds.of(time)));
        boolean isLimited = !seen.tuning().rateLimit().equals(HostProfile.UNLIMITED);
        boolean isPlain = isPlain(seen.tuning());
        if (rate.isEmpty()) {
            if (seen.sending().isEmpty() && isPlain && seen.concurrent() == 1 && !isLimited) {
                timed();
            }
            return;
        }
        Quantity path = Quantity.pathRate(seen.from(), seen.to());
        before.learned(path)
                .ifPresent(known -> residual(isLimited ? (double) rate.get().bytesPerSecond() : known));
        if (isPlain && seen.concurrent() == 1 && !isLimited) {
            learn(path, (double) rate.get().bytesPerSecond());
        }
        if (isPlain && seen.tuning().mode() instanceof PreCopy) {
            amount(rate.get(), seen.sent().orElse(DataSize.ZERO));
        }
    }

    /**
     * Where nothing but the time is known, as on Xen, the rate is the one that explains it, found by bisection: the fixed
     * costs and the VM are taken as known.
     */
    private void timed() {
        Quantity path = Quantity.pathRate(seen.from(), seen.to());
        before.learned(path).ifPresent(this::residual);
        double total = Seconds.of(seen.totalTime());
        double low = LEAST_RATE;
        double high = MOST_RATE;
        if (seconds(low) <= total || seconds(high) >= total) {
            return;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = Math.sqrt(low * high);
            if (seconds(middle) > total) {
                low = middle;
            } else {
                high = middle;
            }
        }
        learn(path, Math.sqrt(low * high));
    }

    /** Returns how long the migration ought to have taken at a rate. */
    private double seconds(double rate) {
        return before.estimator()
                .seconds(before.apply(seen.vm()), DataRate.ofBytesPerSecond((long) rate), seen.tuning());
    }

    private static boolean isPlain(Tuning tuning) {
        return tuning.compression().isEmpty()
                && tuning.connections() == 1
                && tuning.storage() == StorageCopy.NONE
                && tuning.autoConverge().isEmpty();
    }

    /** Compares with what would have been predicted, of a migration that nobody disturbed. */
    private void residual(double rate) {
        if (seen.concurrent() > 1) {
            return;
        }
        MigrationEstimate predicted = before.estimator()
                .estimate(before.apply(seen.vm()), DataRate.ofBytesPerSecond(Math.max(1, (long) rate)), seen.tuning());
        double seconds = Seconds.of(predicted.terms().total());
        learn(Quantity.RESIDUAL, Seconds.of(seen.totalTime()) / seconds);
    }

    private void amount(DataRate rate, DataSize sent) {
        VmProfile vm = seen.vm();
        MigrationEstimator estimator = before.estimator().with(before.assumed());
        MigrationEstimate expected = estimator.estimate(vm, rate);
        if (!expected.convergence().converges()) {
            return;
        }
        double factor = sent.bytes() / bytes(expected);
        if (factor > MOST_OFF || factor < 1 / MOST_OFF) {
            return;
        }
        boolean isIdle = bytes(expected) <= IDLE * vm.firstRound().bytes();
        if (isIdle) {
            learn(Quantity.MEMORY_FACTOR, factor);
            if (!vm.resident().isZero()) {
                learn(Quantity.PROCESS_MEMORY, Math.max(0, vm.resident().bytes() - (double) sent.bytes()));
            }
        } else if (seen.concurrent() == 1) {
            // Among others the rate was not the same all the time: slow rounds rewrite more.
            dirtyFactor(estimator, rate, sent);
        }
    }

    /** Finds the factor of the dirty curve that explains what was sent, by bisection: more dirtying never sends less. */
    private void dirtyFactor(MigrationEstimator estimator, DataRate rate, DataSize sent) {
        VmProfile vm = before.apply(seen.vm()).withDirty(seen.vm().dirty());
        if (vm.dirty().equals(DirtyCurve.idle())) {
            return;
        }
        double low = 0.01;
        double high = 100;
        if (sent(estimator, vm, rate, low) >= sent.bytes() || sent(estimator, vm, rate, high) <= sent.bytes()) {
            return;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = Math.sqrt(low * high);
            if (sent(estimator, vm, rate, middle) < sent.bytes()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        learn(Quantity.DIRTY_FACTOR, Math.sqrt(low * high));
    }

    private static double sent(MigrationEstimator estimator, VmProfile vm, DataRate rate, double factor) {
        return bytes(estimator.estimate(vm.withDirty(vm.dirty().scaledBy(factor)), rate));
    }

    private static double bytes(MigrationEstimate estimate) {
        return estimate.bytes().p50().bytes();
    }

    private void suspendCopyResume(Buffer buffer) {
        double bytes = seen.sent().map(DataSize::bytes).orElse(0L);
        if (bytes == 0) {
            seen.overhead().ifPresent(time -> learn(Quantity.overhead(kind()), Seconds.of(time)));
            return;
        }
        HypervisorProfile assumed = before.assumed();
        double half = Seconds.of(assumed.costs(kind()).switchOver()) / 2;
        phase(Phase.SUSPEND, half, Quantity.bufferRate(Kind.SUSPEND_RATE, buffer), bytes);
        phase(Phase.TRANSFER, 0, Quantity.bufferRate(Kind.COPY_RATE, buffer), bytes);
        phase(Phase.RESUME, half, Quantity.bufferRate(Kind.RESUME_RATE, buffer), bytes);
    }

    /** What a phase takes beyond its constant part, at least a tenth of it, goes by its rate. */
    private void phase(Phase phase, double constant, Quantity rate, double bytes) {
        Duration time = seen.phases().get(phase);
        if (time != null && !time.isZero()) {
            double whole = Seconds.of(time);
            learn(rate, bytes / Math.max(0.1 * whole, whole - constant));
        }
    }

    private ModeKind kind() {
        return ModeKind.of(seen.tuning().mode());
    }

    private void learn(Quantity quantity, double sample) {
        lessons.add(new Lesson(quantity, sample));
    }
}
