package io.vacate.kit;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.spi.DriverProvider;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Adds to the simulated driver what it does not simulate, so that there is a driver which keeps every rule. */
final class Reference {
    private Reference() {}

    static DriverProvider of(DriverProvider simulated) {
        return Mutant.of("none")
                .session("capabilities", call -> {
                    Set<Capability> all = EnumSet.of(Capability.POST_COPY_RECOVERY);
                    all.addAll(call.session().capabilities());
                    return Collections.unmodifiableSet(all);
                })
                .session("recoverPostCopy", call -> {
                    throw new VmStateException("VM %s has no broken post-copy"
                            .formatted(call.arguments().get(0)));
                })
                .breaking(simulated);
    }
}
