package io.vacate.model.batch;

import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.VmProfile;
import java.util.List;

/**
 * A VM of a batch. Immutable and thread-safe.
 *
 * @param id unique in the batch, not blank
 * @param profile what migration sees of it
 * @param host the host that it is on
 * @param mustMove whether it has to leave that host; if not, it stays
 * @param destinations ids of hosts that it may move to, best first; empty for any host that may receive. Ignored for a VM that
 *     stays
 * @param memory memory that it reserves: on its host until its migration has ended, on the destination from when it starts
 * @param cpus virtual CPUs that it reserves likewise, at least 0
 * @param window when its migration may start, and must have ended
 * @param priority the higher starts first where that does not make the plan longer; any value
 * @param ways how it may be moved, not empty; the first that converges is used
 */
public record BatchVm(
        String id,
        VmProfile profile,
        String host,
        boolean mustMove,
        List<String> destinations,
        DataSize memory,
        int cpus,
        TimeWindow window,
        int priority,
        List<Tuning> ways) {
    /** Plain pre-copy, as hypervisors do it unless told otherwise. */
    public static final List<Tuning> PRE_COPY = List.of(Tuning.PRE_COPY);

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message names the VM and the value
     */
    public BatchVm {
        Check.notBlank(id, "id");
        Check.notBlank(host, "host of VM '%s'".formatted(id));
        destinations = List.copyOf(destinations);
        ways = List.copyOf(ways);
        if (cpus < 0) {
            throw new IllegalArgumentException("cpus (%d) of VM '%s' must not be negative".formatted(cpus, id));
        }
        if (ways.isEmpty()) {
            throw new IllegalArgumentException("ways of VM '%s' must not be empty".formatted(id));
        }
        if (mustMove && destinations.contains(host)) {
            throw new IllegalArgumentException(
                    "destinations %s of VM '%s', which must move, must not have the host that it is on, '%s'"
                            .formatted(destinations, id, host));
        }
    }

    /**
     * Returns a VM that must move, at any time and by pre-copy. Its id is the name of its profile.
     *
     * @param destinations ids of hosts that it may move to, best first; empty for any host that may receive
     * @throws IllegalArgumentException as the constructor
     */
    public static BatchVm moving(VmProfile profile, String host, List<String> destinations, DataSize memory, int cpus) {
        return new BatchVm(
                profile.name(), profile, host, true, destinations, memory, cpus, TimeWindow.ALWAYS, 0, PRE_COPY);
    }

    /** Returns a VM that stays on its host and holds memory and CPUs there. Its id is the name of its profile. */
    public static BatchVm staying(VmProfile profile, String host, DataSize memory, int cpus) {
        return new BatchVm(
                profile.name(), profile, host, false, List.of(), memory, cpus, TimeWindow.ALWAYS, 0, PRE_COPY);
    }

    /**
     * Returns this VM with other ways to move it.
     *
     * @throws IllegalArgumentException if there are none
     */
    public BatchVm withWays(List<Tuning> others) {
        return new BatchVm(id, profile, host, mustMove, destinations, memory, cpus, window, priority, others);
    }

    /** Returns this VM with another time window. */
    public BatchVm within(TimeWindow other) {
        return new BatchVm(id, profile, host, mustMove, destinations, memory, cpus, other, priority, ways);
    }

    /** Returns this VM with another priority. */
    public BatchVm withPriority(int other) {
        return new BatchVm(id, profile, host, mustMove, destinations, memory, cpus, window, other, ways);
    }
}
