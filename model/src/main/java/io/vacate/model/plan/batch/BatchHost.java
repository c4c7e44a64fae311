package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A host of a batch.
 *
 * @param id its name, not blank
 * @param memory what its VMs may reserve in all
 * @param cpus virtual CPUs that its VMs may reserve in all, at least 0
 * @param initialState its state when the batch starts
 * @param finalState its state when the batch has ended
 * @param boot time from being switched on to receiving VMs
 * @param shutdown time from its last VM's leaving to being off
 * @param mayReceive whether VMs may come here
 * @param hypervisor what it runs VMs with, such as {@code kvm}: a VM never moves to a host with another; empty where all are
 *     alike
 * @param outgoingLimit migrations that may leave at once, at least 1; empty where only resources limit them
 * @param incomingLimit migrations that may arrive at once, at least 1; empty where only resources limit them
 * @param window when it may be booted, and VMs may leave or arrive; by its deadline it is also shut down, if it is to be
 */
public record BatchHost(
        String id,
        DataSize memory,
        int cpus,
        HostState initialState,
        HostState finalState,
        Duration boot,
        Duration shutdown,
        boolean mayReceive,
        String hypervisor,
        OptionalInt outgoingLimit,
        OptionalInt incomingLimit,
        TimeWindow window) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message names the host and the value
     */
    public BatchHost {
        Check.notBlank(id, "id");
        if (cpus < 0) {
            throw new IllegalArgumentException("cpus (%d) of host '%s' must not be negative".formatted(cpus, id));
        }
        Check.notNegative(boot, "boot of host '%s'".formatted(id));
        Check.notNegative(shutdown, "shutdown of host '%s'".formatted(id));
        requireLimit(outgoingLimit, "outgoingLimit", id);
        requireLimit(incomingLimit, "incomingLimit", id);
    }

    private static void requireLimit(OptionalInt limit, String field, String id) {
        if (limit.isPresent() && limit.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "%s (%d) of host '%s' must be at least 1".formatted(field, limit.getAsInt(), id));
        }
    }

    /** Returns a host that is up and stays so, without limits. */
    public static BatchHost online(String id, DataSize memory, int cpus) {
        return new BatchHost(
                id,
                memory,
                cpus,
                HostState.ONLINE,
                HostState.ONLINE,
                Duration.ZERO,
                Duration.ZERO,
                true,
                "",
                OptionalInt.empty(),
                OptionalInt.empty(),
                TimeWindow.ALWAYS);
    }

    /** Returns this host with another hypervisor. */
    public BatchHost withHypervisor(String name) {
        return new BatchHost(
                id,
                memory,
                cpus,
                initialState,
                finalState,
                boot,
                shutdown,
                mayReceive,
                name,
                outgoingLimit,
                incomingLimit,
                window);
    }

    /** Tells whether the plan has to switch it on. */
    public boolean boots() {
        return initialState == HostState.OFFLINE && finalState == HostState.ONLINE;
    }

    /** Tells whether the plan has to switch it off. */
    public boolean shutsDown() {
        return initialState == HostState.ONLINE && finalState == HostState.OFFLINE;
    }

    /** Returns how long after the start of the batch the first VM can come at the earliest. */
    public Duration earliestArrival() {
        return boots() ? window.notBefore().plus(boot) : window.notBefore();
    }

    /** Returns how long the host has to do after its last VM has left; 0 if it stays on. */
    public Duration afterDeparture() {
        return shutsDown() ? shutdown : Duration.ZERO;
    }

    /** Returns when the last VM must have left or arrived; empty where any time will do. */
    public Optional<Duration> lastDeparture() {
        return window.deadline().map(deadline -> deadline.minus(afterDeparture()));
    }
}
