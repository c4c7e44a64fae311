package io.vacate.model.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.Tuning;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * What is asked of an evacuation beyond that hosts become empty. VMs are named by their names or UUIDs, hosts by their names or
 * addresses. Immutable.
 *
 * @param migrationsAtOnce how many may run at once in all, at least 1; empty where only resources limit them
 * @param powerCapWatts the most that may be drawn at any time, more than 0; empty where there is no cap
 * @param power what draws how much; needed for a cap
 * @param detours whether a VM may go by a third host, where VMs wait for each other's room
 * @param hosts what holds for single hosts
 * @param vms what holds for single VMs
 * @param switches switches between hosts and the network; a host that names none is at the network itself, which is no bottleneck
 * @param precedences which move waits for which
 * @param groups VMs that are bound to each other
 */
public record Constraints(
        OptionalInt migrationsAtOnce,
        OptionalInt powerCapWatts,
        Optional<PowerModel> power,
        boolean detours,
        Map<String, OfHost> hosts,
        Map<String, OfVm> vms,
        List<Switch> switches,
        List<BatchPrecedence> precedences,
        List<BatchGroup> groups) {
    /** Nothing is asked. */
    public static final Constraints NONE = new Constraints(
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            false,
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of());

    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if a number is below 1, or a host names a switch that is not there
     */
    public Constraints {
        hosts = Map.copyOf(hosts);
        vms = Map.copyOf(vms);
        switches = List.copyOf(switches);
        precedences = List.copyOf(precedences);
        groups = List.copyOf(groups);
        List<String> known = switches.stream().map(Switch::id).toList();
        hosts.forEach((host, of) -> of.at().filter(id -> !known.contains(id)).ifPresent(id -> {
            throw new IllegalArgumentException(
                    "switch '%s' of host '%s' is not known; there are %s".formatted(id, host, known));
        }));
    }

    /** Returns the same with hosts by other names. */
    public Constraints withHosts(UnaryOperator<String> renamed) {
        Map<String, OfHost> byName = new LinkedHashMap<>();
        hosts.forEach((name, of) -> byName.put(renamed.apply(name), of));
        Map<String, OfVm> moved = new LinkedHashMap<>();
        vms.forEach((name, of) -> moved.put(
                name,
                new OfVm(of.destinations().stream().map(renamed).toList(), of.window(), of.priority(), of.ways())));
        return new Constraints(
                migrationsAtOnce, powerCapWatts, power, detours, byName, moved, switches, precedences, groups);
    }

    /**
     * What holds for a VM.
     *
     * @param destinations hosts that it may move to; empty for all
     * @param window when it may move
     * @param priority of two VMs that could start, the one with more is preferred where that costs no time in all
     * @param ways how it may be moved, the first that converges is taken; empty for as all are
     */
    public record OfVm(List<String> destinations, TimeWindow window, int priority, List<Tuning> ways) {
        /** Nothing is asked. */
        public static final OfVm ANY = new OfVm(List.of(), TimeWindow.ALWAYS, 0, List.of());

        /** Copies the lists. */
        public OfVm {
            destinations = List.copyOf(destinations);
            ways = List.copyOf(ways);
        }
    }

    /**
     * What holds for a host.
     *
     * @param memory most memory that its VMs may hold in all; empty for what it has. Needed for a host that is off
     * @param cpus most virtual CPUs that its VMs may have in all; empty for any number
     * @param states whether it is on before and afterwards, and how long switching takes
     * @param mayReceive whether VMs may come here
     * @param outgoingLimit migrations that may leave at once; empty for as many as all hosts
     * @param incomingLimit migrations that may arrive at once; empty for as many as all hosts
     * @param window when VMs may leave or arrive
     * @param up speed of its link for what it sends; empty for that of all
     * @param down speed of its link for what it receives; empty for that of all
     * @param at the switch that its link leads to; empty for the network itself
     */
    public record OfHost(
            Optional<DataSize> memory,
            OptionalInt cpus,
            States states,
            boolean mayReceive,
            OptionalInt outgoingLimit,
            OptionalInt incomingLimit,
            TimeWindow window,
            Optional<DataRate> up,
            Optional<DataRate> down,
            Optional<String> at) {
        /** Nothing is asked. */
        public static final OfHost ANY = new OfHost(
                Optional.empty(),
                OptionalInt.empty(),
                States.ON,
                true,
                OptionalInt.empty(),
                OptionalInt.empty(),
                TimeWindow.ALWAYS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Whether a host is on.
     *
     * @param before when the evacuation begins
     * @param after when it has ended
     * @param boot time from being switched on to receiving VMs
     * @param shutdown time from its last VM's leaving to being off
     */
    public record States(HostState before, HostState after, Duration boot, Duration shutdown) {
        /** On all the time. */
        public static final States ON = new States(HostState.ONLINE, HostState.ONLINE, Duration.ZERO, Duration.ZERO);
    }

    /**
     * A switch that hosts are at.
     *
     * @param id its name
     * @param capacity of all that passes it; empty where it is no bottleneck
     * @param uplink speed of its link to the network, each way
     */
    public record Switch(String id, Optional<DataRate> capacity, DataRate uplink) {}
}
