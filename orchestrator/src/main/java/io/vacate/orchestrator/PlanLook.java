package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmSummary;
import io.vacate.model.batch.Action;
import io.vacate.orchestrator.execute.PoweredHost;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.inventory.StayingVm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at the hosts of a plan again: what of it is done, what is left, and what no longer fits. Blocks. For one thread. */
final class PlanLook {
    /** Room is followed through the whole plan here: what a check sees before anything has moved says nothing. */
    private static final Set<Check> OF_ROOM = Set.of(Check.MEMORY, Check.OVERCOMMIT);

    private final EvacuationRequest request;
    private final AppliedPlan plan;
    private final List<Action> actions;

    /** The migrations that are held, by the ids of what suspends their VMs. */
    private final Map<String, Action.Migrate> held;

    private final Map<String, HostInventory> inventory = new LinkedHashMap<>();
    private final List<PlannedVm> vms = new ArrayList<>();

    PlanLook(EvacuationRequest request, AppliedPlan plan) {
        this.request = request;
        this.plan = plan;
        actions = plan.plan().actions();
        held = HeldMoves.of(actions);
        HostInventory.requireDistinct(plan.hosts().values());
        plan.hosts().forEach((name, host) -> inventory.put(name, HostInventory.of(host)));
        Map<HostUri, Map<VmId, HostAnswer>> said = new LinkedHashMap<>();
        Set<VmId> all = plan.moves().keySet().stream().map(plan::vm).collect(Collectors.toSet());
        plan.hosts().values().forEach(host -> said.put(host.uri(), host.answers(all)));
        plan.moves().forEach((name, moves) -> {
            Map<HostUri, HostAnswer> answers = new LinkedHashMap<>();
            said.forEach((host, vm) -> answers.put(host, vm.getOrDefault(plan.vm(name), new HostAnswer.HasNot())));
            VmAnswers together = VmAnswers.of(plan.host(moves.get(0).from()).uri(), answers);
            vms.add(PlannedVm.find(plan, name, moves, inventory, together));
        });
    }

    List<HostInventory> inventory() {
        return List.copyOf(inventory.values());
    }

    /** Returns the VMs that still have to move, and run where one of their moves starts. */
    List<Candidate> candidates() {
        return vms.stream().flatMap(vm -> vm.candidate().stream()).toList();
    }

    /** Returns the VMs that do not move, and why. */
    List<StayingVm> staying() {
        return vms.stream().flatMap(vm -> vm.staying().stream()).toList();
    }

    /** Returns what is left of the plan's actions, in their order; where one is done, others wait for what it waited for. */
    List<Action> left() {
        Set<Action> moves = vms.stream().flatMap(vm -> vm.left().stream()).collect(Collectors.toSet());
        List<Action> left = new ArrayList<>();
        Map<String, List<String>> standIns = new HashMap<>();
        for (Action action : actions) {
            boolean isLeft = action instanceof Action.Boot boot
                    ? !PoweredHost.isOn(plan.host(boot.host()))
                    : action instanceof Action.Shutdown shutdown
                            ? PoweredHost.isOn(plan.host(shutdown.host()))
                            : moves.contains(action instanceof Action.Suspend ? held.get(action.id()) : action);
            List<String> before = action.predecessors().stream()
                    .flatMap(id -> standIns.getOrDefault(id, List.of()).stream())
                    .distinct()
                    .toList();
            if (isLeft) {
                left.add(Actions.after(action, before));
            }
            standIns.put(action.id(), isLeft ? List.of(action.id()) : before);
        }
        return left;
    }

    /** Returns all that no longer fits, as sentences. */
    List<String> unfit() {
        List<String> unfit = new ArrayList<>();
        vms.forEach(vm -> vm.unfit().ifPresent(unfit::add));
        unfit.addAll(new RoomCheck(room(), candidatesByName()).lacking(left()));
        for (PlannedVm vm : vms) {
            vm.candidate()
                    .ifPresent(candidate -> vm.left().forEach(move -> {
                        taken(candidate, move).ifPresent(unfit::add);
                        if (move.equals(vm.left().get(0))) {
                            unfit.addAll(refusals(candidate, move));
                        }
                    }));
        }
        return unfit;
    }

    private Map<String, Candidate> candidatesByName() {
        return candidates().stream().collect(Collectors.toMap(Candidate::name, candidate -> candidate));
    }

    /** The same as planning reckons with; a host that is off is taken to have what it had then. */
    private Map<String, DataSize> room() {
        boolean overcommits = request.migration().forced().contains(Check.OVERCOMMIT);
        Map<String, DataSize> room = new HashMap<>();
        inventory.forEach((name, host) -> {
            if (PoweredHost.isOn(host.host())) {
                DataSize reserve =
                        DataSize.ofBytes((long) (host.memory().total().bytes() * request.headroom()));
                room.put(name, host.memory().room(overcommits).minusOrZero(reserve));
            }
        });
        return room;
    }

    private Optional<String> taken(Candidate candidate, Action.Migrate move) {
        String nameThere =
                request.migration().destinationName().orElse(candidate.vm().name());
        Set<VmId> moving = candidates().stream().map(Candidate::id).collect(Collectors.toSet());
        HostInventory there = inventory.get(move.to());
        return there == null
                ? Optional.empty()
                : there.vms().stream()
                        .map(stats -> stats.summary())
                        .filter(other -> isInTheWay(other, candidate.id(), nameThere, moving))
                        .findFirst()
                        .map(other -> "VM '%s' cannot move to '%s': %s is there already, %s"
                                .formatted(
                                        move.vm(),
                                        move.to(),
                                        other.id().equals(candidate.id()) ? "this very VM" : "another VM of that name",
                                        other.status()));
    }

    private static boolean isInTheWay(VmSummary other, VmId vm, String nameThere, Set<VmId> moving) {
        return other.id().equals(vm)
                ? other.status().state().mayRun()
                : other.name().equals(nameThere) && !moving.contains(other.id());
    }

    private MigrationRequest request(Action.Migrate move) {
        return held.containsValue(move)
                ? request.migration().toBuilder()
                        .mode(move.how().mode())
                        .holdSuspended()
                        .build()
                : request.migration();
    }

    private List<String> refusals(Candidate candidate, Action.Migrate move) {
        Host destination = plan.host(move.to());
        if (!PoweredHost.isOn(destination)) {
            return List.of();
        }
        return candidate
                .vm()
                .preflight(PoweredHost.driven(destination), request(move))
                .refusals(request.migration().forced())
                .stream()
                .filter(finding -> !OF_ROOM.contains(finding.check()) && finding.check() != Check.NAME)
                .map(Finding::message)
                .map(message -> "VM '%s' to '%s': %s".formatted(move.vm(), move.to(), message))
                .toList();
    }
}
