package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.host.HugePages;
import io.vacate.api.preflight.Check;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmSummary;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLimits;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Constraints;
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.TimeWindow;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.execute.ExecutionPolicy;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.network.HostNames;
import io.vacate.orchestrator.network.NetworkKnowledge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes the batch that an evacuation is: its hosts with what they have room for, its network, its VMs. Asks no host. */
final class BatchMaker {
    /** CPUs are shared among VMs as a rule; they only count where the caller says how many a host is to have. */
    private static final int ANY_CPUS = 1 << 20;

    private static final Duration HORIZON = Duration.ofDays(30);

    private final EvacuationRequest request;
    private final HostNames names;
    private final List<HostInventory> sources;
    private final Map<String, HostInventory> destinations = new LinkedHashMap<>();
    private final NetworkKnowledge knowledge;
    private final Rules rules;
    private final Tuning tuning;

    BatchMaker(
            EvacuationRequest request,
            HostNames names,
            List<HostInventory> sources,
            List<HostInventory> destinations,
            NetworkKnowledge knowledge) {
        this.request = request;
        this.names = names;
        this.sources = sources;
        destinations.forEach(inventory -> this.destinations.put(names.of(inventory.host()), inventory));
        this.knowledge = knowledge;
        rules = new Rules(
                request.constraints(),
                names,
                Stream.concat(sources.stream(), destinations.stream()).toList());
        tuning = Tuning.of(request.sources().get(0).effective(request.migration()));
    }

    /**
     * Makes the batch; what it finds wrong it throws.
     *
     * @param candidates the VMs that are to move
     * @param profile what is known of each
     */
    Batch batch(List<Candidate> candidates, Function<Candidate, VmProfile> profile) {
        List<BatchVm> vms = new ArrayList<>();
        Map<String, Long> held = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            BatchVm vm = moving(candidate, profile.apply(candidate));
            vms.add(vm);
            held.merge(vm.host(), vm.memory().bytes(), Long::sum);
        }
        residents(candidates).forEach(resident -> {
            BatchVm vm = staying(resident);
            vms.add(vm);
            held.merge(vm.host(), vm.memory().bytes(), Long::sum);
        });
        List<BatchHost> hosts = new ArrayList<>();
        for (HostInventory source : sources) {
            hosts.add(host(source.host(), DataSize.ZERO, held, false));
        }
        for (HostInventory destination : destinations.values()) {
            hosts.add(host(destination.host(), room(destination), held, true));
        }
        Network network = new Network(rules, knowledge.speed(), hosts);
        return new Batch(
                "evacuation",
                hosts,
                network.switches(),
                network.links(),
                vms,
                routes(network),
                rules.precedences(vms),
                rules.groups(vms),
                limits());
    }

    /** Returns the VMs of the destinations that stay, where they matter. */
    private List<Candidate> residents(List<Candidate> moving) {
        return rules.concernsResidents() ? Residents.of(destinations.values(), moving) : List.of();
    }

    private BatchLimits limits() {
        Constraints all = rules.all();
        boolean forces = request.policy().nonConvergence() == ExecutionPolicy.NonConvergence.FORCE;
        return new BatchLimits(
                HORIZON, all.migrationsAtOnce(), all.powerCapWatts(), all.power(), all.detours(), forces);
    }

    /** VMs leave sources; they also leave destinations where detours are allowed, or room is made. */
    private List<BatchRoute> routes(Network network) {
        boolean among = rules.all().detours() || request.makesRoom();
        List<HostInventory> left = new ArrayList<>(sources);
        if (among) {
            left.addAll(destinations.values());
        }
        List<BatchRoute> routes = new ArrayList<>();
        for (HostInventory source : left) {
            String from = names.of(source.host());
            for (Map.Entry<String, HostInventory> destination : destinations.entrySet()) {
                String to = destination.getKey();
                if (!to.equals(from)
                        && hypervisor(source.host())
                                .equals(hypervisor(destination.getValue().host()))) {
                    routes.add(network.route(from, to));
                }
            }
        }
        return routes;
    }

    private static String hypervisor(Host host) {
        return host.uri().driver();
    }

    /**
     * @param room what is free
     * @param held by the host's own VMs that are part of the batch
     */
    private BatchHost host(Host host, DataSize room, Map<String, Long> held, boolean receives) {
        String name = names.of(host);
        Constraints.OfHost rule = rules.of(name);
        HostProfile profile =
                HostProfile.named(name).withProcessors(host.info().cpu().threads());
        Calibration own = request.ownCalibrations().get(host.uri().driver());
        OptionalInt most = OptionalInt.of(request.policy().atOnce().most(host.uri()));
        DataSize memory = DataSize.ofBytes(room.bytes() + held.getOrDefault(name, 0L));
        boolean isOff = rule.states().before() == HostState.OFFLINE;
        if (isOff && rule.memory().isEmpty()) {
            throw new IllegalArgumentException(
                    "constraints: host '%s' is off, so that its mem_capacity_mib must be given; nothing was changed"
                            .formatted(name));
        }
        DataSize allowed = isOff
                ? rule.memory().orElse(memory)
                : rule.memory().filter(cap -> cap.compareTo(memory) < 0).orElse(memory);
        return new BatchHost(
                own == null ? profile : profile.withHypervisor(own.hypervisor()),
                receives ? allowed : memory,
                rule.cpus().orElse(ANY_CPUS),
                rule.states().before(),
                rule.states().after(),
                rule.states().boot(),
                rule.states().shutdown(),
                receives && rule.mayReceive(),
                hypervisor(host),
                least(rule.outgoingLimit(), most),
                least(rule.incomingLimit(), most),
                rule.window());
    }

    private static OptionalInt least(OptionalInt one, OptionalInt other) {
        return OptionalInt.of(Math.min(one.orElse(Integer.MAX_VALUE), other.orElse(Integer.MAX_VALUE)));
    }

    private DataSize room(HostInventory destination) {
        long reserve = (long) (destination.memory().total().bytes() * request.headroom());
        return destination
                .memory()
                .room(request.migration().forced().contains(Check.OVERCOMMIT))
                .minusOrZero(DataSize.ofBytes(reserve));
    }

    private BatchVm moving(Candidate candidate, VmProfile profile) {
        Constraints.OfVm rule = rules.of(candidate.stats().summary());
        return new BatchVm(
                candidate.name(),
                profile,
                names.of(candidate.vm().host()),
                true,
                destinations(candidate, rule.destinations()),
                candidate.memory(),
                candidate.config().vcpus(),
                rule.window(),
                rule.priority(),
                rule.ways().isEmpty()
                        ? List.of(tuning)
                        : rule.ways().stream().map(this::completed).toList());
    }

    /** Returns a way with what the request says of all VMs. */
    private Tuning completed(Tuning way) {
        boolean isUsual = ModeKind.of(way.mode()) == ModeKind.of(tuning.mode());
        return new Tuning(
                isUsual ? tuning.mode() : way.mode(),
                way.rateLimit().min(tuning.rateLimit()),
                isUsual ? way.autoConverge().or(tuning::autoConverge) : way.autoConverge(),
                tuning.compression(),
                tuning.connections(),
                tuning.storage());
    }

    private BatchVm staying(Candidate resident) {
        return new BatchVm(
                resident.name(),
                Planning.unmeasured(resident),
                names.of(resident.vm().host()),
                false,
                List.of(),
                resident.memory(),
                resident.config().vcpus(),
                TimeWindow.ALWAYS,
                0,
                List.of(tuning));
    }

    /** Returns the hosts that nothing but room could keep a VM from, of those that are wanted; none are if all will do. */
    private List<String> destinations(Candidate candidate, List<String> wanted) {
        VmSummary vm = candidate.stats().summary();
        List<String> open = new ArrayList<>();
        String obstacle = "";
        String shortage = "";
        for (Map.Entry<String, HostInventory> entry : destinations.entrySet()) {
            Host host = entry.getValue().host();
            boolean isOwn = host.info().id().equals(candidate.vm().host().info().id());
            boolean isWanted = wanted.isEmpty() || wanted.contains(entry.getKey());
            if (isOwn
                    || !isWanted
                    || !hypervisor(host).equals(hypervisor(candidate.vm().host()))) {
                continue;
            }
            String inTheWay = obstacle(vm, entry.getValue());
            String lacking = hugePagesLacking(candidate.config(), entry.getValue());
            if (inTheWay.isEmpty() && lacking.isEmpty()) {
                open.add(entry.getKey());
            } else if (inTheWay.isEmpty()) {
                shortage = lacking;
            } else {
                obstacle = inTheWay;
            }
        }
        if (open.isEmpty() && !shortage.isEmpty()) {
            throw new InsufficientCapacityException(shortage);
        }
        if (open.isEmpty() && !obstacle.isEmpty()) {
            throw new DuplicateVmException(obstacle);
        }
        if (open.isEmpty() && !wanted.isEmpty()) {
            throw new InsufficientCapacityException(
                    "constraints: VM '%s' on %s may go to %s only, and none of these can take it; nothing was changed"
                            .formatted(vm.name(), candidate.vm().host().uri(), wanted));
        }
        if (open.isEmpty()) {
            throw new IllegalArgumentException(
                    "VM '%s' on %s never crosses hypervisors, and no destination has its own (%s); nothing was changed"
                            .formatted(
                                    vm.name(),
                                    candidate.vm().host().uri(),
                                    hypervisor(candidate.vm().host())));
        }
        return open;
    }

    private static String hugePagesLacking(VmConfig vm, HostInventory destination) {
        for (Map.Entry<DataSize, DataSize> needed : vm.hugePages().entrySet()) {
            DataSize free = destination
                    .memory()
                    .hugePages(needed.getKey())
                    .map(HugePages::free)
                    .orElse(DataSize.ZERO);
            if (needed.getValue().compareTo(free) > 0) {
                return "VM '%s' needs %s in huge pages, and %s has %s free; nothing was changed"
                        .formatted(
                                vm.name(), needed.getValue(), destination.host().uri(), free);
            }
        }
        return "";
    }

    private String obstacle(VmSummary vm, HostInventory destination) {
        String nameThere = request.migration().destinationName().orElse(vm.name());
        return destination.vms().stream()
                .map(stats -> stats.summary())
                .filter(other -> other.id().equals(vm.id())
                        ? other.status().state().mayRun()
                        : other.name().equals(nameThere))
                .findFirst()
                .map(other -> "VM '%s' cannot move to %s: %s is there already, %s; nothing was changed"
                        .formatted(
                                vm.name(),
                                destination.host().uri(),
                                other.id().equals(vm.id()) ? "this very VM" : "another VM of that name",
                                other.status()))
                .orElse("");
    }
}
