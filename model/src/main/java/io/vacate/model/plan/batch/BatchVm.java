package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.ModeKind;
import java.util.List;
import java.util.Set;

/**
 * A VM of a batch.
 *
 * @param id its name, not blank
 * @param host the host that it is on
 * @param mustMove whether it has to leave that host; if not, it stays
 * @param destinations hosts that it may move to, best first; empty means any that may receive. Of a VM that stays they mean
 *     nothing
 * @param memory what it reserves on its host, and on the destination from the start of its migration
 * @param cpus virtual CPUs that it reserves likewise, at least 0
 * @param copy what there is to copy
 * @param window when it may move
 * @param priority of two VMs that could start, the one with more is preferred where that costs no time in all
 * @param modes how it may be moved, not empty; pre-copy is preferred, where it converges
 * @param tuning how it is to be moved in any mode
 */
public record BatchVm(
        String id,
        String host,
        boolean mustMove,
        List<String> destinations,
        DataSize memory,
        int cpus,
        CopyProfile copy,
        TimeWindow window,
        int priority,
        Set<ModeKind> modes,
        BatchTuning tuning) {
    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message names the VM and the value
     */
    public BatchVm {
        Check.notBlank(id, "id");
        Check.notBlank(host, "host of VM '%s'".formatted(id));
        destinations = List.copyOf(destinations);
        modes = Set.copyOf(modes);
        if (cpus < 0) {
            throw new IllegalArgumentException("cpus (%d) of VM '%s' must not be negative".formatted(cpus, id));
        }
        if (modes.isEmpty()) {
            throw new IllegalArgumentException("modes of VM '%s' must not be empty".formatted(id));
        }
        if (mustMove && destinations.contains(host)) {
            throw new IllegalArgumentException(
                    "destinations %s of VM '%s', which must move, must not have the host that it is on, '%s'"
                            .formatted(destinations, id, host));
        }
    }

    /** Makes a VM that is moved as hypervisors do unless told otherwise. */
    public BatchVm(
            String id,
            String host,
            boolean mustMove,
            List<String> destinations,
            DataSize memory,
            int cpus,
            CopyProfile copy,
            TimeWindow window,
            int priority,
            Set<ModeKind> modes) {
        this(id, host, mustMove, destinations, memory, cpus, copy, window, priority, modes, BatchTuning.USUAL);
    }

    /** Returns this VM, to be moved otherwise. */
    public BatchVm with(BatchTuning other) {
        return new BatchVm(id, host, mustMove, destinations, memory, cpus, copy, window, priority, modes, other);
    }

    /** Returns a VM that must move to a given host, whenever and by pre-copy. */
    public static BatchVm moving(
            String id, String host, String destination, DataSize memory, int cpus, CopyProfile copy) {
        return new BatchVm(
                id,
                host,
                true,
                List.of(destination),
                memory,
                cpus,
                copy,
                TimeWindow.ALWAYS,
                0,
                Set.of(ModeKind.PRE_COPY));
    }
}
