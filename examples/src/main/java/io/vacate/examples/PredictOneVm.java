package io.vacate.examples;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Predicts a busy VM in two modes, having seen one migration of an idle VM. */
public final class PredictOneVm {
    private PredictOneVm() {}

    /** Runs the example; {@code arguments} are ignored. */
    public static void main(String[] arguments) {
        predict(System.out);
    }

    static void predict(PrintStream out) {
        NetworkProfile network = NetworkProfile.star(List.of("h1", "h2"), DataRate.parse("500Mbit/s"));
        VmProfile seen = VmProfile.of("idle", DataSize.parse("128MiB"), DirtyCurve.idle());
        Duration total = Duration.ofMillis(4400), sending = Duration.ofMillis(2200);
        Calibration learned = Calibration.prior()
                .updatedWith(Observation.preCopy(seen, "h1", "h2", total, DataSize.parse("124MiB"), sending));
        DirtyCurve dirty = DirtyCurve.constantRate(DataRate.parse("20MiB/s"), DataSize.parse("384MiB"));
        VmProfile busy = VmProfile.of("busy", DataSize.parse("512MiB"), dirty);
        for (MigrationMode mode : List.of(new MigrationMode.PreCopy(), new MigrationMode.StopAndCopy())) {
            MigrationEstimate estimate =
                    Predictor.of(network, learned).estimate(new Predictor.Job(busy, "h1", "h2", Tuning.of(mode)));
            double median = estimate.totalTime().p50().toMillis() / 1e3;
            out.printf("%s: %.1f s, %s%n", mode.getClass().getSimpleName(), median, estimate.explain());
        }
    }
}
