package io.vacate.examples;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/** Predicts four VMs that share a link, in turn and all at once: idle VMs, then busy ones. */
public final class PredictAGroup {
    private PredictAGroup() {}

    /** Runs the example; {@code arguments} are ignored. */
    public static void main(String[] arguments) {
        predict(System.out);
    }

    static void predict(PrintStream out) {
        DirtyCurve busy = DirtyCurve.constantRate(DataRate.parse("8MiB/s"), DataSize.parse("96MiB"));
        NetworkProfile network = NetworkProfile.star(List.of("node1", "node2"), DataRate.parse("500Mbit/s"));
        Predictor predictor = Predictor.of(network);
        for (DirtyCurve dirty : List.of(DirtyCurve.idle(), busy)) {
            List<Predictor.Job> jobs = Stream.of("a", "b", "c", "d")
                    .map(name -> VmProfile.of(name, DataSize.parse("128MiB"), dirty))
                    .map(vm -> Predictor.Job.of(vm, "node1", "node2"))
                    .toList();
            GroupEstimate inTurn = predictor.estimate(jobs, StartOrder.sequential());
            GroupEstimate atOnce = predictor.estimate(jobs, StartOrder.parallel());
            out.printf(
                    "%s in turn, %s at once%n",
                    inTurn.aggregateTime().p50(), atOnce.aggregateTime().p50());
        }
    }
}
