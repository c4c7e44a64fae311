package io.vacate.bench.planning.peer;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Hop;
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.TimeWindow;
import io.vacate.model.profile.DirtyCurve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.btrplace.model.DefaultModel;
import org.btrplace.model.Model;
import org.btrplace.model.Node;
import org.btrplace.model.PhysicalElement;
import org.btrplace.model.VM;
import org.btrplace.model.constraint.Fence;
import org.btrplace.model.constraint.Offline;
import org.btrplace.model.constraint.Online;
import org.btrplace.model.constraint.SatConstraint;
import org.btrplace.model.view.ShareableResource;
import org.btrplace.model.view.network.Link;
import org.btrplace.model.view.network.Network;
import org.btrplace.model.view.network.StaticRouting;
import org.btrplace.model.view.network.Switch;

/** A problem in BtrPlace's terms: whole seconds, mebibytes and megabits per second. */
final class MvmProblem {
    private static final long BYTES_PER_MEBIBYTE = 1L << 20;
    private static final long BYTES_PER_MEGABIT = 125_000;
    private static final long MILLIS_PER_SECOND = 1000;

    private final Model model = new DefaultModel();
    private final List<SatConstraint> constraints = new ArrayList<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<Node, String> hosts = new HashMap<>();
    private final Map<VM, String> vms = new HashMap<>();

    private MvmProblem() {}

    /**
     * Translates a problem.
     *
     * @throws InexpressibleProblemException if it has what mVM knows nothing of, or a number that is not whole
     */
    static MvmProblem of(Batch problem, List<Move> moves) {
        refuse(problem.limits().powerCapWatts().isPresent(), "a power cap");
        refuse(problem.limits().migrationsAtOnce().isPresent(), "a limit of migrations at once");
        refuse(!problem.precedences().isEmpty(), "precedences");
        MvmProblem result = new MvmProblem();
        ShareableResource memory = new ShareableResource("mem", 0, 0);
        ShareableResource cpus = new ShareableResource("cpu", 0, 0);
        for (BatchHost host : problem.hosts()) {
            Node node = result.add(host);
            memory.setCapacity(node, mebibytes(host.memory(), host.id()));
            cpus.setCapacity(node, host.cpus());
        }
        for (BatchVm vm : problem.vms()) {
            VM added = result.add(vm);
            memory.setConsumption(added, mebibytes(vm.memory(), vm.id()));
            cpus.setConsumption(added, vm.cpus());
        }
        result.model.attach(memory);
        result.model.attach(cpus);
        result.model.attach(result.network(problem, moves));
        return result;
    }

    private Node add(BatchHost host) {
        refuse(
                host.outgoingLimit().isPresent() || host.incomingLimit().isPresent(),
                "the limits of host '%s'".formatted(host.id()));
        refuse(!host.window().equals(TimeWindow.ALWAYS), "the window of host '%s'".formatted(host.id()));
        Node node = model.newNode();
        nodes.put(host.id(), node);
        hosts.put(node, host.id());
        if (host.boots()) {
            model.getAttributes().put(node, "boot", wholeSeconds(host.boot(), host.id()));
        } else if (host.shutsDown()) {
            model.getAttributes().put(node, "shutdown", wholeSeconds(host.shutdown(), host.id()));
        }
        if (host.initialState() == HostState.ONLINE) {
            model.getMapping().addOnlineNode(node);
        } else {
            model.getMapping().addOfflineNode(node);
        }
        constraints.add(host.finalState() == HostState.ONLINE ? new Online(node) : new Offline(node));
        return node;
    }

    private VM add(BatchVm vm) {
        refuse(!vm.window().equals(TimeWindow.ALWAYS), "the window of VM '%s'".formatted(vm.id()));
        VM added = model.newVM();
        vms.put(added, vm.id());
        DirtyCurve.HotAndCold memory = MvmPhysics.hotAndCold(vm);
        model.getAttributes().put(added, "memUsed", mebibytes(memory.used(), vm.id()));
        model.getAttributes().put(added, "hotDirtySize", memory.hot().mebibytes());
        model.getAttributes()
                .put(added, "hotDirtyDuration", (double) memory.hotPeriod().toMillis() / MILLIS_PER_SECOND);
        model.getAttributes().put(added, "coldDirtyRate", memory.cold().mebibytesPerSecond());
        model.getMapping().addRunningVM(added, node(vm.host()));
        constraints.add(new Fence(added, node(vm.mustMove() ? vm.destinations().get(0) : vm.host())));
        return added;
    }

    private Network network(Batch problem, List<Move> moves) {
        StaticRouting routing = new StaticRouting();
        Network network = new Network(routing);
        Map<String, Switch> switches = new HashMap<>();
        problem.switches()
                .forEach(one -> switches.put(
                        one.id(),
                        network.newSwitch(one.capacity()
                                .map(capacity -> megabits(capacity, one.id()))
                                .orElse(Integer.MAX_VALUE))));
        Map<String, Link> links = new HashMap<>();
        problem.links().forEach(link -> links.put(link.id(), connect(network, switches, link)));
        for (Move move : moves) {
            BatchRoute route = move.route();
            Map<Link, Boolean> path = new LinkedHashMap<>();
            for (Hop hop : route.hops()) {
                path.put(Optional.ofNullable(links.get(hop.link())).orElseThrow(), hop.forward());
            }
            Node from = node(route.from());
            Node to = node(route.to());
            routing.setStaticRoute(new StaticRouting.NodesMap(from, to), path);
            refuse(
                    routing.getMaxBW(from, to) != megabits(move.rate(), route.from()),
                    "the route from '%s' to '%s', which carries less than its links"
                            .formatted(route.from(), route.to()));
        }
        return network;
    }

    private Link connect(Network network, Map<String, Switch> switches, BatchLink link) {
        refuse(
                !link.forward().equals(link.backward()),
                "link '%s', which carries more in one direction".formatted(link.id()));
        Optional<Switch> a = Optional.ofNullable(switches.get(link.a()));
        Optional<Switch> b = Optional.ofNullable(switches.get(link.b()));
        Switch end = a.or(() -> b)
                .orElseThrow(() ->
                        new InexpressibleProblemException("link '%s', which joins two hosts".formatted(link.id())));
        PhysicalElement other = a.isEmpty()
                ? node(link.a())
                : b.map(PhysicalElement.class::cast).orElseGet(() -> node(link.b()));
        return network.connect(megabits(link.forward(), link.id()), end, other);
    }

    Model model() {
        return model;
    }

    List<SatConstraint> constraints() {
        return constraints;
    }

    String host(Node node) {
        return Optional.ofNullable(hosts.get(node)).orElseThrow();
    }

    String vm(VM vm) {
        return Optional.ofNullable(vms.get(vm)).orElseThrow();
    }

    private Node node(String host) {
        return Optional.ofNullable(nodes.get(host)).orElseThrow();
    }

    static int wholeSeconds(Duration time, String of) {
        return whole(time.toMillis(), MILLIS_PER_SECOND, "s", of);
    }

    private static int mebibytes(DataSize size, String of) {
        return whole(size.bytes(), BYTES_PER_MEBIBYTE, "MiB", of);
    }

    private static int megabits(DataRate rate, String of) {
        return whole(rate.bytesPerSecond(), BYTES_PER_MEGABIT, "Mbit/s", of);
    }

    private static int whole(long amount, long unit, String name, String of) {
        refuse(
                amount % unit != 0 || amount / unit > Integer.MAX_VALUE,
                "%s %s of '%s', which is not a whole number".formatted((double) amount / unit, name, of));
        return Math.toIntExact(amount / unit);
    }

    private static void refuse(boolean given, String what) {
        if (given) {
            throw new InexpressibleProblemException("mVM cannot express " + what);
        }
    }
}
