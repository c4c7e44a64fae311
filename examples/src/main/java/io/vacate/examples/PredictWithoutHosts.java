package io.vacate.examples;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.VmProfile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Predicts migrations of several VMs in several modes from the measured migration of one, as Zhao and Figueiredo (VTDC 2007) did. The model
 * needs no host: it is a function.
 */
public final class PredictWithoutHosts {
    private PredictWithoutHosts() {}

    /**
     * Runs the example.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        predict(System.out);
    }

    static void predict(PrintStream out) {
        // What is known: two hosts, and that moving an idle VM of 128 MiB took 4.4 s, of which it sent for 2.2 s.
        NetworkProfile sold = NetworkProfile.star(List.of("h1", "h2"), DataRate.ofMegabitsPerSecond(500));
        VmProfile measured = vm("measured", 128, DirtyCurve.idle());
        Calibration calibration = Calibration.prior()
                .updatedWith(Observation.preCopy(
                        measured,
                        "h1",
                        "h2",
                        Duration.ofMillis(4400),
                        DataSize.ofMebibytes(124),
                        Duration.ofMillis(2200)));

        DirtyCurve busy = DirtyCurve.constantRate(DataRate.ofMebibytesPerSecond(20), DataSize.ofMebibytes(384));
        DirtyCurve tooBusy = DirtyCurve.constantRate(DataRate.ofMebibytesPerSecond(80), DataSize.ofMebibytes(384));
        List<MigrationMode> modes = List.of(
                new MigrationMode.PreCopy(),
                new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()),
                new MigrationMode.StopAndCopy(),
                new MigrationMode.SuspendCopyResume(Buffer.MEMORY));
        Path path = calibration.apply(sold).path("h1", "h2");
        for (VmProfile other :
                List.of(vm("idle", 512, DirtyCurve.idle()), vm("busy", 512, busy), vm("too busy", 512, tooBusy))) {
            for (MigrationMode mode : modes) {
                MigrationEstimate estimate =
                        calibration.estimator().estimate(calibration.apply(other), path, Tuning.of(mode));
                out.printf(
                        "%-8s %-26s %5.1f s (90 %% between %.1f and %.1f s), paused for %4.1f s: %s%n",
                        other.name(),
                        ModeKind.of(mode).name().toLowerCase(Locale.ROOT),
                        seconds(estimate.totalTime().p50()),
                        seconds(estimate.totalTime().p05()),
                        seconds(estimate.totalTime().p95()),
                        seconds(estimate.downtime().p50()),
                        estimate.explain());
            }
        }
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    private static VmProfile vm(String name, long mebibytes, DirtyCurve dirty) {
        DataSize memory = DataSize.ofMebibytes(mebibytes);
        return new VmProfile(new VmId(UUID.randomUUID()), name, memory, memory, dirty, Duration.ofMillis(300));
    }
}
