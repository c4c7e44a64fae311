package io.vacate.model.batch;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.HostProfile;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A host of a batch. Immutable and thread-safe.
 *
 * @param profile its id, and what its CPU, buffers and hypervisor mean for migrations
 * @param memory memory that its VMs may reserve in all
 * @param cpus virtual CPUs that its VMs may reserve in all, at least 0
 * @param initialState its state when the batch starts
 * @param finalState its state when the batch has ended
 * @param boot time from being switched on until it can receive VMs, at least 0
 * @param shutdown time from when its last VM has left until it is off, at least 0
 * @param mayReceive whether VMs may move here
 * @param hypervisor its hypervisor, such as {@code kvm}: a VM never moves to a host with another; empty if all hosts are
 *     alike
 * @param outgoingLimit migrations that may leave at once, at least 1; empty where only resources limit them
 * @param incomingLimit migrations that may arrive at once, at least 1; empty where only resources limit them
 * @param window when it may be booted and VMs may leave or arrive; its shutdown, if there is one, ends by the deadline as well
 */
public record BatchHost(
        HostProfile profile,
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
        String id = profile.name();
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

    /** Returns its id, which is the name of its profile. */
    public String id() {
        return profile.name();
    }

    /** Returns a host that is on and stays on, without limits on migrations. */
    public static BatchHost online(String id, DataSize memory, int cpus) {
        return online(HostProfile.named(id), memory, cpus);
    }

    /** Returns a host that is on and stays on, without limits on migrations. */
    public static BatchHost online(HostProfile profile, DataSize memory, int cpus) {
        return new BatchHost(
                profile,
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
        return with(finalState, mayReceive, name, outgoingLimit, incomingLimit);
    }

    /**
     * Returns this host with other limits on the migrations that leave it, and that arrive, at once.
     *
     * @throws IllegalArgumentException if a limit is below 1
     */
    public BatchHost withLimits(OptionalInt outgoing, OptionalInt incoming) {
        return with(finalState, mayReceive, hypervisor, outgoing, incoming);
    }

    /** Returns this host closed to arriving VMs. */
    public BatchHost withoutArrivals() {
        return with(finalState, false, hypervisor, outgoingLimit, incomingLimit);
    }

    /** Returns this host, which is on and stays so. */
    BatchHost stayingOn() {
        return with(HostState.ONLINE, mayReceive, hypervisor, outgoingLimit, incomingLimit);
    }

    private BatchHost with(
            HostState last, boolean receives, String otherHypervisor, OptionalInt outgoing, OptionalInt incoming) {
        return new BatchHost(
                profile,
                memory,
                cpus,
                initialState,
                last,
                boot,
                shutdown,
                receives,
                otherHypervisor,
                outgoing,
                incoming,
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

    /** Returns the earliest time, from the start of the batch, at which a VM can arrive. */
    public Duration earliestArrival() {
        return boots() ? window.notBefore().plus(boot) : window.notBefore();
    }

    /** Returns how long its shutdown takes after its last VM has left; 0 if it stays on. */
    public Duration afterDeparture() {
        return shutsDown() ? shutdown : Duration.ZERO;
    }

    /** Returns the latest time at which a VM may leave or arrive, so that its deadline is met; empty if it has none. */
    public Optional<Duration> lastDeparture() {
        return window.deadline().map(deadline -> deadline.minus(afterDeparture()));
    }
}
