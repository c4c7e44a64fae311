package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.vm.VmStats;
import io.vacate.orchestrator.inventory.HostInventory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The VMs that destinations have already. Asks the destinations, and blocks. */
final class Residents {
    private Residents() {}

    /** Returns those that may run, without those that are to move, by names that none of these has. */
    static List<Candidate> of(Collection<HostInventory> destinations, List<Candidate> moving) {
        Set<String> taken = moving.stream().map(Candidate::name).collect(Collectors.toCollection(HashSet::new));
        Set<Object> ids = moving.stream().map(Candidate::id).collect(Collectors.toSet());
        List<Candidate> residents = new ArrayList<>();
        for (HostInventory destination : destinations) {
            Host host = destination.host();
            Map<Object, VM> vms = host.vms().stream().collect(Collectors.toMap(VM::id, Function.identity()));
            for (VmStats stats : destination.active()) {
                VM vm = vms.get(stats.summary().id());
                if (vm == null || ids.contains(vm.id())) {
                    continue;
                }
                try {
                    String name = taken.add(vm.name())
                            ? vm.name()
                            : vm.name() + "#" + vm.id().toString().substring(0, 8);
                    residents.add(new Candidate(vm, stats, vm.config(), name));
                } catch (UnknownVmException gone) {
                    // It ended this moment, and holds nothing any more.
                    taken.remove(vm.name());
                }
            }
        }
        return residents;
    }
}
