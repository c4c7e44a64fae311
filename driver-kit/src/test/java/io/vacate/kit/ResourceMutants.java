package io.vacate.kit;

import io.vacate.api.error.VmStateException;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.VmId;
import java.util.List;

/** Mutants of the rules on resources. */
final class ResourceMutants {
    private ResourceMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("R17.1").session("setCpuSchedule", ResourceMutants::leaveTheCap),
                Mutant.of("R17.2")
                        .session("setCpuSchedule", call -> call.proceedUnless(VmStateException.class, () -> call)),
                Mutant.of("R17.3").session("setMemoryTarget", call -> null),
                Mutant.of("R17.4")
                        .session(
                                "setMemoryTarget",
                                call -> call.proceedUnless(IllegalArgumentException.class, () -> call)),
                Mutant.of("R17.5")
                        .session("setMemoryTarget", call -> call.proceedUnless(VmStateException.class, () -> call)),
                Mutant.of("R17.6").session("pin", ResourceMutants::addPins),
                Mutant.of("R17.7")
                        .session("pin", call -> call.proceedUnless(IllegalArgumentException.class, () -> call)),
                Mutant.of("R17.8").session("pin", call -> call.proceedUnless(VmStateException.class, () -> call)));
    }

    /** As a driver would that never takes a CPU away from a VM. */
    private static Object addPins(Call call) {
        CpuSet before = call.session().allowedCpus(call.argument(0, VmId.class));
        return call.proceedWith(call.arguments().get(0), before.plus(call.argument(1, CpuSet.class)));
    }

    /** As a driver would that leaves out a parameter without a value. */
    private static Object leaveTheCap(Call call) {
        CpuSchedule before = call.session().cpuSchedule(call.argument(0, VmId.class));
        CpuSchedule asked = call.argument(1, CpuSchedule.class);
        boolean lifted = asked.capPercent().isEmpty() && before.capPercent().isPresent();
        return call.proceedWith(
                call.arguments().get(0),
                lifted ? asked.withCapPercent(before.capPercent().getAsInt()) : asked);
    }
}
