package io.vacate.kit;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.unit.DataRate;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Adds to the simulated driver what it does not simulate, so that there is a driver which keeps every rule. */
final class Reference {
    private static final Set<Capability> ADDED = Set.of(Capability.FORCED_SWITCH_OVER, Capability.POST_COPY_RECOVERY);

    private Reference() {}

    static DriverProvider of(DriverProvider simulated) {
        return Mutant.of("none")
                .session("capabilities", call -> {
                    Set<Capability> all = EnumSet.copyOf(ADDED);
                    all.addAll(call.session().capabilities());
                    return Collections.unmodifiableSet(all);
                })
                .session("recoverPostCopy", call -> {
                    throw new VmStateException("VM %s has no broken post-copy".formatted(call.arguments()[0]));
                })
                .job(
                        "requestSwitchOver",
                        call -> call.job().requestDowntime(Duration.ofHours(1))
                                && call.job().requestBandwidth(DataRate.ofMebibytesPerSecond(1000)))
                .breaking(simulated);
    }
}
