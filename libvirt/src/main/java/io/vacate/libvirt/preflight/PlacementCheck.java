package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.xml.GuestMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the destination has the CPUs and NUMA nodes that the VM is bound to, and its huge pages on these nodes. */
public final class PlacementCheck implements PreflightCheck {
    /** Makes the check; all are the same. */
    public PlacementCheck() {}

    @Override
    public List<Finding> findings(Move move) {
        List<Finding> found = new ArrayList<>();
        GuestMemory memory = move.guestThere().memory();
        HostFacts destination = move.destination();
        Set<Integer> nodes = missing(memory.nodes(), destination.nodes());
        if (!nodes.isEmpty()) {
            found.add(PreflightCheck.blocker(
                    Check.PLACEMENT,
                    "its memory is bound to NUMA node %s, which the destination %s does not have"
                            .formatted(words(nodes), destination.name())));
        }
        cpus(memory.cpus(), destination, found);
        if (nodes.isEmpty() && !memory.nodes().isEmpty()) {
            memory.hugePages().forEach((size, needed) -> hugePages(size, needed, memory.nodes(), destination, found));
        }
        return found;
    }

    private static void cpus(Set<Integer> pinned, HostFacts destination, List<Finding> found) {
        Set<Integer> missing = missing(pinned, destination.cpus());
        if (missing.isEmpty()) {
            return;
        }
        String message = "it is pinned to CPU %s, which the destination %s does not have"
                .formatted(words(missing), destination.name());
        found.add(
                missing.size() == pinned.size()
                        ? PreflightCheck.blocker(Check.PLACEMENT, message)
                        : PreflightCheck.risk(Check.PLACEMENT, message));
    }

    private static void hugePages(
            DataSize size, DataSize needed, Set<Integer> nodes, HostFacts destination, List<Finding> found) {
        destination
                .freeHugePages(size, nodes)
                .filter(free -> free.compareTo(needed) < 0)
                .ifPresent(free -> found.add(PreflightCheck.blocker(
                        Check.MEMORY,
                        "it needs %s in huge pages on NUMA node %s, and the destination %s has %s free there"
                                .formatted(needed, words(nodes), destination.name(), free))));
    }

    /** Where a host does not tell what it has, nothing is missing. */
    private static Set<Integer> missing(Set<Integer> wanted, Set<Integer> there) {
        Set<Integer> missing = new TreeSet<>(there.isEmpty() ? Set.of() : wanted);
        missing.removeAll(there);
        return missing;
    }

    private static String words(Set<Integer> numbers) {
        return new TreeSet<>(numbers).stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
