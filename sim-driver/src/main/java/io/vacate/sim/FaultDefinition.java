package io.vacate.sim;

import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A fault that a world's file announces. */
final class FaultDefinition {
    private FaultDefinition() {}

    private enum Kind {
        LINK_DOWN,
        CRASH_HOST,
        CRASH_DAEMON,
        RESTART,
        KILL_VM,
        DROP_CONNECTIONS,
        REFUSE_CONNECTIONS,
        SLOW_CALLS,
        TAKE_MEMORY,
        EXHAUST_MEMORY,
        FAIL_MIGRATION,
        CRASH_GUEST,
        FAIL_STORAGE,
        ABORT_MIGRATION
    }

    /** Reads a fault, checked as far as its fields go. */
    static Consumer<SimFaults> read(FileNode node, SimWorld.Builder world) {
        node.fields("at", "fault", "host", "vm", "for", "latency", "size", "after", "share", "message");
        Duration at = node.optional("at").map(FileNode::duration).orElse(Duration.ZERO);
        Kind kind = node.required("fault").oneOf(Kind.class);
        FileNode hostNode = node.required("host");
        String host = hostNode.text();
        if (!world.hosts.containsKey(host)) {
            throw hostNode.error("there is no host '%s'".formatted(host));
        }
        Optional<Duration> time = node.optional("for").map(FileNode::duration);
        Consumer<SimFaults> strike = switch (kind) {
            case LINK_DOWN ->
                forTime(time, faults -> faults.linkDown(host), (faults, end) -> faults.linkDown(host, end));
            case REFUSE_CONNECTIONS ->
                forTime(
                        time,
                        faults -> faults.refuseConnections(host),
                        (faults, end) -> faults.refuseConnections(host, end));
            case CRASH_HOST ->
                faults -> {
                    faults.crashHost(host);
                    time.ifPresent(end -> faults.at(end, later -> later.restart(host)));
                };
            case CRASH_DAEMON ->
                faults -> {
                    faults.crashDaemon(host);
                    time.ifPresent(end -> faults.at(end, later -> later.restart(host)));
                };
            case RESTART -> faults -> faults.restart(host);
            case KILL_VM -> onVm(node, vm -> faults -> faults.killVm(host, vm));
            case DROP_CONNECTIONS -> faults -> faults.dropConnections(host);
            case SLOW_CALLS -> slowCalls(host, node.required("latency").duration());
            case TAKE_MEMORY -> takeMemory(host, node.required("size").size());
            case EXHAUST_MEMORY -> faults -> faults.exhaustMemory(host);
            case FAIL_MIGRATION -> failMigration(node, host);
            case CRASH_GUEST -> onVm(node, vm -> faults -> faults.crashGuest(host, vm));
            case FAIL_STORAGE -> onVm(node, vm -> faults -> faults.failStorage(host, vm));
            case ABORT_MIGRATION -> onVm(node, vm -> faults -> faults.abortMigration(host, vm));
        };
        return faults -> faults.at(at, later -> later.tryTo(strike));
    }

    private interface WithTime {
        void strike(SimFaults faults, Duration time);
    }

    private static Consumer<SimFaults> forTime(Optional<Duration> time, Consumer<SimFaults> forGood, WithTime passing) {
        return time.<Consumer<SimFaults>>map(end -> faults -> passing.strike(faults, end))
                .orElse(forGood);
    }

    private static Consumer<SimFaults> onVm(FileNode node, Function<String, Consumer<SimFaults>> fault) {
        return fault.apply(node.required("vm").text());
    }

    private static Consumer<SimFaults> failMigration(FileNode node, String host) {
        String vm = node.required("vm").text();
        String message =
                node.optional("message").map(FileNode::text).orElse("The migration of VM '%s' failed".formatted(vm));
        Optional<Duration> after = node.optional("after").map(FileNode::duration);
        if (after.isPresent()) {
            return faults -> faults.failMigration(faults.idOf(host, vm), after.get(), message);
        }
        double share = node.required("share").number();
        return faults -> faults.failMigration(faults.idOf(host, vm), share, message);
    }

    private static Consumer<SimFaults> slowCalls(String host, Duration latency) {
        return faults -> faults.slowCalls(host, latency);
    }

    private static Consumer<SimFaults> takeMemory(String host, DataSize size) {
        return faults -> faults.takeMemory(host, size);
    }
}
