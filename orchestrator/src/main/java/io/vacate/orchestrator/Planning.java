package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.host.HugePages;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Check;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmSummary;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.estimate.MigrationEstimator;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.plan.Move;
import io.vacate.model.plan.Plan;
import io.vacate.model.plan.PlannedMove;
import io.vacate.model.plan.PlanningProblem;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.network.HostNames;
import io.vacate.orchestrator.network.NetworkKnowledge;
import io.vacate.orchestrator.network.UnknownPath;
import io.vacate.orchestrator.placement.Demand;
import io.vacate.orchestrator.placement.DestinationChooser;
import io.vacate.orchestrator.placement.Room;
import io.vacate.orchestrator.profile.MeasuredVm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Places measured VMs and plans their moves. Asks no host. */
final class Planning {
    /** A migration may send this much more than the model's budget before it counts as not converging. */
    private static final double BUDGET_MARGIN = 1.25;

    private final EvacuationRequest request;
    private final Tuning tuning;
    private final HostNames names;
    private final Map<String, HostInventory> destinations = new LinkedHashMap<>();
    private final NetworkKnowledge knowledge;
    private final NetworkProfile network;

    /** What was learned, without rates of paths: those are in the network already. */
    private final Calibration calibration;

    Planning(EvacuationRequest request, HostNames names, List<HostInventory> destinations) {
        this.request = request;
        this.tuning = Tuning.of(request.sources().get(0).effective(request.migration()));
        this.names = names;
        destinations.forEach(inventory -> this.destinations.put(names.of(inventory.host()), inventory));
        Calibration learned = request.calibration();
        for (Calibration own : request.ownCalibrations().values()) {
            learned = learned.withRatesOf(own);
        }
        this.calibration = learned.withoutRates();
        this.knowledge = knowledge(learned);
        this.network = withHypervisors(knowledge.network());
    }

    private NetworkKnowledge knowledge(Calibration learned) {
        List<String> from = request.sources().stream().map(names::of).toList();
        List<String> to = List.copyOf(destinations.keySet());
        return request.linkSpeed()
                .map(speed -> NetworkKnowledge.given(from, to, speed))
                .orElseGet(() -> NetworkKnowledge.learned(from, to, learned));
    }

    /** Returns what had to be assumed of the paths that a plan uses. */
    List<String> assumptions(Plan plan) {
        return knowledge.unknown().stream()
                .filter(path -> plan.moves().stream()
                        .anyMatch(move -> move.move().from().equals(path.from())
                                && move.move().to().equals(path.to())))
                .map(UnknownPath::assumption)
                .toList();
    }

    /** Checks that there is a place for each VM; what it finds wrong it throws, as {@link #problem} would. */
    void requirePlaces(List<Candidate> candidates) {
        List<Demand> demands = candidates.stream()
                .map(candidate -> demand(candidate, Duration.ZERO))
                .toList();
        new DestinationChooser().choose(demands, rooms());
    }

    private List<Room> rooms() {
        return destinations.entrySet().stream()
                .map(entry -> new Room(entry.getKey(), room(entry.getValue())))
                .toList();
    }

    FixedCosts costs() {
        return calibration.hypervisor().costs(ModeKind.of(tuning.mode()));
    }

    /** Returns what is to be planned, with a destination for each VM; what it finds wrong it throws. */
    PlanningProblem problem(List<Candidate> candidates, List<MeasuredVm> measured) {
        List<Demand> demands = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            demands.add(demand(
                    candidates.get(i), work(candidates.get(i), measured.get(i).profile())));
        }
        Map<VmId, String> placed = new DestinationChooser().choose(demands, rooms());
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            VmProfile profile = measured.get(i).profile();
            String from = names.of(candidates.get(i).vm().host());
            // The chooser places every VM, or throws.
            moves.add(new Move(profile, from, placed.getOrDefault(profile.id(), ""), tuning));
        }
        return new PlanningProblem(moves, withProcessors(), calibration, List.of(), Map.of()).withAtOnce(atOnce());
    }

    private Map<String, Integer> atOnce() {
        return hosts().collect(Collectors.toMap(
                names::of, host -> request.policy().atOnce().most(host.uri())));
    }

    /** Returns the network, with as many processors for fixed costs as the hosts say that they have. */
    private NetworkProfile withProcessors() {
        Map<String, Integer> processors = new HashMap<>();
        hosts().forEach(host -> processors.put(names.of(host), host.info().cpu().threads()));
        return network.withHosts(host -> host.withProcessors(processors.getOrDefault(host.name(), Integer.MAX_VALUE)));
    }

    private NetworkProfile withHypervisors(NetworkProfile network) {
        Map<String, HypervisorProfile> own = new HashMap<>();
        hosts().forEach(host -> Optional.ofNullable(
                        request.ownCalibrations().get(host.uri().driver()))
                .ifPresent(learned -> own.put(names.of(host), learned.hypervisor())));
        return network.withHosts(
                host -> own.containsKey(host.name()) ? host.withHypervisor(own.get(host.name())) : host);
    }

    private Stream<Host> hosts() {
        return Stream.concat(
                request.sources().stream(), destinations.values().stream().map(HostInventory::host));
    }

    private DataSize room(HostInventory destination) {
        long reserve = (long) (destination.memory().total().bytes() * request.headroom());
        return destination
                .memory()
                .room(request.migration().forced().contains(Check.OVERCOMMIT))
                .minusOrZero(DataSize.ofBytes(reserve));
    }

    private Demand demand(Candidate candidate, Duration work) {
        VmSummary vm = candidate.stats().summary();
        Set<String> candidates = new LinkedHashSet<>();
        String obstacle = "";
        String shortage = "";
        for (Map.Entry<String, HostInventory> entry : destinations.entrySet()) {
            Host host = entry.getValue().host();
            if (!host.uri().driver().equals(candidate.vm().host().uri().driver())) {
                continue;
            }
            String inTheWay = obstacle(vm, entry.getValue());
            String lacking = hugePagesLacking(candidate.config(), entry.getValue());
            if (inTheWay.isEmpty() && lacking.isEmpty()) {
                candidates.add(entry.getKey());
            } else if (inTheWay.isEmpty()) {
                shortage = lacking;
            } else {
                obstacle = inTheWay;
            }
        }
        if (candidates.isEmpty() && !shortage.isEmpty()) {
            throw new InsufficientCapacityException(shortage);
        }
        if (candidates.isEmpty() && !obstacle.isEmpty()) {
            throw new DuplicateVmException(obstacle);
        }
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException(
                    "VM '%s' on %s never crosses hypervisors, and no destination has its own (%s); nothing was changed"
                            .formatted(
                                    vm.name(),
                                    candidate.vm().host().uri(),
                                    candidate.vm().host().uri().driver()));
        }
        return new Demand(vm, memory(candidate), work, candidates);
    }

    private static DataSize memory(Candidate candidate) {
        return candidate.vm().host().memoryNeeded(candidate.config());
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

    /** Returns how long the VM takes alone to whichever destination is slowest. */
    private Duration work(Candidate candidate, VmProfile profile) {
        String from = names.of(candidate.vm().host());
        return destinations.keySet().stream()
                .map(to -> calibration
                        .estimator()
                        .estimate(calibration.apply(profile), network.path(from, to), tuning)
                        .totalTime()
                        .p50())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Returns the plan's moves with the VMs and hosts that they stand for. */
    List<VmMove> moves(Plan plan, List<Candidate> candidates, MigrationRequest migration) {
        Map<VmId, Candidate> byId = candidates.stream()
                .collect(Collectors.toMap(candidate -> candidate.vm().id(), Function.identity()));
        List<VmMove> moves = new ArrayList<>();
        for (PlannedMove planned : plan.moves()) {
            Candidate candidate = byId.get(planned.id());
            HostInventory destination = destinations.get(planned.move().to());
            if (candidate == null || destination == null) {
                throw new IllegalStateException("%s was not asked for".formatted(planned.move()));
            }
            moves.add(new VmMove(
                    candidate.vm(),
                    destination.host(),
                    migration,
                    Set.copyOf(planned.predecessors()),
                    memory(candidate),
                    sendBudget(planned.move().vm())));
        }
        return moves;
    }

    private static DataSize sendBudget(VmProfile vm) {
        double model =
                BUDGET_MARGIN * MigrationEstimator.SEND_BUDGET * vm.firstRound().bytes();
        return DataSize.ofBytes((long) Math.max(model, 2.0 * vm.memory().bytes()));
    }
}
