package io.vacate.examples;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.plan.Planner;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/** Plans a batch that exists on paper only: six VMs leave {@code node1} for whichever of two hosts has room. */
public final class PlanABatch {
    private PlanABatch() {}

    /** Runs the example; {@code arguments} are ignored. */
    public static void main(String[] arguments) {
        plan(System.out);
    }

    static void plan(PrintStream out) {
        DirtyCurve busy = DirtyCurve.constantRate(DataRate.parse("60MiB/s"), DataSize.parse("1GiB"));
        List<BatchHost> hosts = Stream.of("node1", "node2", "node3")
                .map(name -> BatchHost.online(name, DataSize.parse("64GiB"), 16))
                .toList();
        List<BatchVm> vms = Stream.of("a", "b", "c", "d", "e", "f")
                .map(name -> VmProfile.of(name, DataSize.parse("8GiB"), name.equals("a") ? busy : DirtyCurve.idle()))
                .map(vm -> BatchVm.moving(vm, "node1", List.of(), vm.memory(), 4))
                .toList();
        Batch batch = Batch.star("rack", hosts, DataRate.parse("1Gbit/s"), vms);
        Plan plan = Planner.of(Calibration.prior()).plan(batch);
        plan.actions().forEach(each -> out.printf("%s: %s to %s%n", each.id(), each.start(), each.end()));
        Plan.Bound bound = plan.bound();
        out.printf(
                "%s in all, %s at least (%s): gap %.4f%n", plan.makespan(), bound.time(), bound.reason(), plan.gap());
    }
}
