package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.plan.Planner;
import io.vacate.model.plan.SearchLimits;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.execute.PlanStep;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.network.HostNames;
import io.vacate.orchestrator.network.NetworkKnowledge;
import io.vacate.orchestrator.network.UnknownPath;
import io.vacate.orchestrator.profile.MeasuredVm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans the moves of measured VMs. Asks no host. */
final class Planning {
    /** Measured for seconds, a dirty curve may be twice of what it is: a VM is not left behind for that. */
    private static final double SURE_SHARE = 0.5;

    private final EvacuationRequest request;
    private final HostNames names;
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final NetworkKnowledge knowledge;
    private final List<HostInventory> destinations;
    private final BatchMaker maker;

    Planning(
            EvacuationRequest request, HostNames names, List<HostInventory> sources, List<HostInventory> destinations) {
        this.request = request;
        this.names = names;
        Stream.concat(sources.stream(), destinations.stream())
                .map(HostInventory::host)
                .forEach(host -> hosts.put(names.of(host), host));
        Calibration learned = request.calibration();
        for (Calibration own : request.ownCalibrations().values()) {
            learned = learned.withRatesOf(own);
        }
        knowledge = knowledge(
                learned,
                destinations.stream().map(each -> names.of(each.host())).toList());
        this.destinations = destinations;
        maker = new BatchMaker(request, names, sources, destinations, knowledge);
    }

    private NetworkKnowledge knowledge(Calibration learned, List<String> to) {
        List<String> from = request.sources().stream().map(names::of).toList();
        return request.linkSpeed()
                .map(speed -> NetworkKnowledge.given(speed, learned))
                .orElseGet(() -> NetworkKnowledge.learned(from, to, learned));
    }

    /** Returns what was learned, as far as it is applied. */
    Calibration learned() {
        return knowledge.learned();
    }

    /** Returns the speed of each host's card, as sold. */
    DataRate speed() {
        return knowledge.speed();
    }

    /** Returns what had to be assumed of the paths that a plan uses. */
    List<String> assumptions(Plan plan) {
        Set<String> used = plan.migrations().stream()
                .map(move -> move.from() + " " + move.to())
                .collect(Collectors.toSet());
        return knowledge.unknown().stream()
                .filter(path -> used.contains(path.from() + " " + path.to()))
                .map(UnknownPath::assumption)
                .toList();
    }

    /**
     * Finds a place for each VM, and returns what has to move: the VMs that were asked for and, where room may be made, those of
     * the destinations that have to.
     *
     * @throws InsufficientCapacityException if there is no place for one
     */
    List<Candidate> placed(List<Candidate> candidates) {
        try {
            requirePlaces(candidates);
            return candidates;
        } catch (InsufficientCapacityException noRoom) {
            if (!request.makesRoom()) {
                throw noRoom;
            }
            return Stream.concat(candidates.stream(), movedForRoom(candidates, noRoom).stream())
                    .toList();
        }
    }

    private List<Candidate> movedForRoom(List<Candidate> candidates, InsufficientCapacityException noRoom) {
        List<Candidate> residents = Residents.of(destinations, candidates).stream()
                .filter(vm -> vm.stats().summary().status().state() == VmState.RUNNING)
                .toList();
        return new RoomMaker(residents, candidates.size(), moving -> findsRoom(candidates, moving))
                .find()
                .orElseThrow(() -> new InsufficientCapacityException(
                        "%s; nor would that help if VMs of the destinations moved among these"
                                .formatted(noRoom.getMessage())));
    }

    private boolean findsRoom(List<Candidate> candidates, List<Candidate> residents) {
        try {
            requirePlaces(Stream.concat(candidates.stream(), residents.stream()).toList());
            return true;
        } catch (InsufficientCapacityException | DuplicateVmException | IllegalArgumentException noPlace) {
            return false;
        }
    }

    private void requirePlaces(List<Candidate> candidates) {
        Batch batch = maker.batch(candidates, Planning::unmeasured);
        Batch forced = batch.with(batch.limits().withForcedSwitchOver(true));
        try {
            planner().requirePlaces(forced);
        } catch (InfeasibleException noRoom) {
            throw new InsufficientCapacityException(noRoom.getMessage() + "; nothing was changed");
        }
    }

    static VmProfile unmeasured(Candidate candidate) {
        DataSize memory = candidate.config().memory();
        return new VmProfile(
                candidate.id(), candidate.name(), memory, memory, DirtyCurve.idle(), Duration.ofMillis(300));
    }

    private Planner planner() {
        return Planner.of(learned()).withSeed(request.seed());
    }

    /** Returns what is to be planned; what it finds wrong it throws. */
    Batch batch(List<Candidate> candidates, List<MeasuredVm> measured) {
        Map<VmId, VmProfile> profiles = new HashMap<>();
        measured.forEach(vm -> profiles.put(vm.profile().id(), vm.profile()));
        return maker.batch(candidates, candidate -> profiles.getOrDefault(candidate.id(), unmeasured(candidate)));
    }

    /**
     * Returns a batch without the VMs that would surely not converge, and would be given up. Those of which that is doubtful stay, as
     * if they were switched over all the same: whether they are given up is seen when they move.
     */
    Batch converging(Batch batch, List<String> givenUp) {
        if (batch.limits().forcesSwitchOver()) {
            return batch;
        }
        Predictor predictor = Predictor.of(batch.network(), learned());
        List<BatchVm> kept = new ArrayList<>();
        boolean isDoubtful = false;
        for (BatchVm vm : batch.vms()) {
            boolean converges = !vm.mustMove() || converges(vm, vm.profile(), predictor);
            DirtyCurve atLeast = vm.profile().dirty().scaledBy(SURE_SHARE);
            if (converges || converges(vm, vm.profile().withDirty(atLeast), predictor)) {
                kept.add(vm);
                isDoubtful |= !converges;
            } else {
                givenUp.add(vm.id());
            }
        }
        Batch left = givenUp.isEmpty() ? batch : batch.only(kept);
        return isDoubtful ? left.with(left.limits().withForcedSwitchOver(true)) : left;
    }

    private static boolean converges(BatchVm vm, VmProfile profile, Predictor predictor) {
        return vm.destinations().stream()
                .anyMatch(to -> vm.ways().stream()
                        .anyMatch(way -> predictor
                                .estimate(new Predictor.Job(profile, vm.host(), to, way))
                                .convergence()
                                .converges()));
    }

    /** Plans, with one migration for each VM that waits suspended; what it finds wrong it throws. */
    Plan plan(Batch batch) {
        try {
            SearchLimits limits = request.timeLimit()
                    .map(limit -> SearchLimits.within(limit, System::nanoTime))
                    .orElse(SearchLimits.NONE);
            return HeldMoves.asMoves(planner().plan(batch, request.strategy(), limits));
        } catch (InfeasibleException noPlan) {
            throw new InsufficientCapacityException(noPlan.getMessage() + "; nothing was changed");
        }
    }

    /** Returns the plan's steps with the VMs and hosts that they stand for. */
    List<PlanStep> steps(Plan plan, Batch batch, List<Candidate> candidates, MigrationRequest migration) {
        return new StepMaker(
                        hosts,
                        batch,
                        candidates,
                        migration,
                        batch.limits().powerCapWatts().isPresent())
                .steps(plan);
    }
}
