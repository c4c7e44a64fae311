package io.vacate.examples;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Predicts migrations of several VMs from the measured migration of one, as Zhao and Figueiredo (VTDC 2007) did. The model
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
        NetworkProfile network = calibration.apply(sold);
        for (VmProfile other :
                List.of(vm("idle", 512, DirtyCurve.idle()), vm("busy", 512, busy), vm("too busy", 512, tooBusy))) {
            MigrationEstimate estimate =
                    calibration.estimator().estimate(calibration.apply(other), network.path("h1", "h2"));
            out.printf(
                    "%-8s %5.1f s (90 %% below %.1f s), downtime %d ms: %s%n",
                    other.name(),
                    estimate.totalTime().p50().toMillis() / 1e3,
                    estimate.totalTime().p90().toMillis() / 1e3,
                    estimate.downtime().p50().toMillis(),
                    estimate.explain());
        }
    }

    private static VmProfile vm(String name, long mebibytes, DirtyCurve dirty) {
        DataSize memory = DataSize.ofMebibytes(mebibytes);
        return new VmProfile(new VmId(UUID.randomUUID()), name, memory, memory, dirty, Duration.ofMillis(300));
    }
}
