package io.vacate.kit;

import io.vacate.api.host.Capability;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.vm.VmId;
import io.vacate.sim.SimDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The kit over the mutant whose turn it is. Run by {@link MutantsTest} only. */
class MutantKit extends SimKit {
    private static final AtomicReference<Mutant> TURN = new AtomicReference<>(Mutant.of("none"));
    private static final Set<VmId> CORRUPTED = ConcurrentHashMap.newKeySet();

    private final DriverProvider driver = TURN.get().breaking(new SimDriver());

    /** Over hosts that can do little. */
    static class OnSmallHosts extends SmallKit {
        private final DriverProvider driver = TURN.get().breaking(new SimDriver());

        OnSmallHosts() {
            super(Capability.PAUSE, Capability.PRE_COPY, Capability.CANCEL);
        }

        @Override
        protected DriverProvider driver() {
            return driver;
        }
    }

    static void next(Mutant mutant) {
        TURN.set(mutant);
        CORRUPTED.clear();
    }

    /** Has a VM's memory be wrong from now on, which simulated guests do not have. */
    static void corrupt(VmId vm) {
        CORRUPTED.add(vm);
    }

    @Override
    protected DriverProvider driver() {
        return driver;
    }

    @Override
    protected Optional<MemoryCheck> memoryCheck() {
        return super.memoryCheck().map(check -> (vm, name, where) -> {
            List<String> problems = new ArrayList<>(check.problems(vm, name, where));
            if (CORRUPTED.contains(vm)) {
                problems.add("pages of %s are wrong".formatted(name));
            }
            return problems;
        });
    }
}
