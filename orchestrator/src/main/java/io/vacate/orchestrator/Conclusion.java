package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmSummary;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.model.plan.PlannedMove;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.execute.Whereabouts;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.journal.RunId;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import io.vacate.orchestrator.report.Observations;
import io.vacate.orchestrator.report.RunStatus;
import io.vacate.orchestrator.report.VmOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Asks the hosts what became of a run: nothing is concluded from what migrations said. For one use. */
final class Conclusion {
    private final PreparedEvacuation prepared;
    private final RunId run;
    private final List<MoveResult> results;
    private final Duration elapsed;

    Conclusion(PreparedEvacuation prepared, RunId run, List<MoveResult> results, Duration elapsed) {
        this.prepared = prepared;
        this.run = run;
        this.results = results;
        this.elapsed = results.isEmpty() ? Duration.ZERO : elapsed;
    }

    EvacuationReport report(boolean isCancelled, boolean isTimedOut) {
        Whereabouts found = Whereabouts.ask(prepared.hosts());
        List<MoveReport> moves = moves(found);
        List<String> problems = problems(found, moves);
        boolean hasMovedAll = moves.stream().allMatch(move -> move.outcome() == VmOutcome.MOVED);
        if (isTimedOut && !hasMovedAll) {
            prepared.request().timeout().map(DefaultEvacuationRun::timedOut).ifPresent(problems::add);
        }
        RunObservations seen = observations(moves, problems, isCancelled || isTimedOut);
        Calibration learned = prepared.request().calibration().updatedWith(seen);
        return new EvacuationReport(
                run,
                status(hasMovedAll, isCancelled, isTimedOut, problems),
                moves,
                prepared.staying(),
                problems,
                prepared.plan(),
                elapsed,
                seen,
                ownObservations(),
                learned);
    }

    /** Each hypervisor's migrations are observed apart: what they cost differs. */
    private Map<String, RunObservations> ownObservations() {
        Map<String, RunObservations> own = new HashMap<>();
        for (String driver : prepared.request().ownCalibrations().keySet()) {
            own.put(driver, observations(result -> driver(result).equals(driver)));
        }
        return own;
    }

    private boolean hasNoneOfItsOwn(MoveResult result) {
        return !prepared.request().ownCalibrations().containsKey(driver(result));
    }

    private static String driver(MoveResult result) {
        return result.move().source().uri().driver();
    }

    private RunObservations observations(Predicate<MoveResult> chosen) {
        return Observations.of(
                prepared.plan().moves(), results.stream().filter(chosen).toList(), prepared.names());
    }

    /** Where a path's rate was only assumed, or hypervisors differ, the time of the whole says nothing of one model. */
    private RunObservations observations(List<MoveReport> moves, List<String> problems, boolean isStopped) {
        RunObservations seen = observations(this::hasNoneOfItsOwn);
        boolean isClean = !isStopped
                && prepared.request().ownCalibrations().isEmpty()
                && problems.isEmpty()
                && moves.stream().allMatch(move -> move.outcome() == VmOutcome.MOVED && isKnown(move.planned()));
        return isClean
                ? Observations.together(prepared.plan(), results, elapsed)
                        .map(seen::with)
                        .orElse(seen)
                : seen;
    }

    private boolean isKnown(PlannedMove planned) {
        return prepared.request().linkSpeed().isPresent()
                || prepared.request()
                        .calibration()
                        .knows(planned.move().from(), planned.move().to());
    }

    private RunStatus status(boolean hasMovedAll, boolean isCancelled, boolean isTimedOut, List<String> problems) {
        if (!hasMovedAll && (isTimedOut || isCancelled)) {
            return isTimedOut ? RunStatus.TIMED_OUT : RunStatus.CANCELLED;
        }
        boolean isEmpty = prepared.staying().stream().noneMatch(StayingVm::isLeftBehind);
        return hasMovedAll && isEmpty && problems.isEmpty() ? RunStatus.COMPLETE : RunStatus.INCOMPLETE;
    }

    private List<MoveReport> moves(Whereabouts found) {
        Map<VmId, PlannedMove> planned =
                prepared.plan().moves().stream().collect(Collectors.toMap(PlannedMove::id, move -> move));
        List<MoveReport> moves = new ArrayList<>();
        for (MoveResult result : results) {
            PlannedMove plan = planned.get(result.move().id());
            if (plan != null) {
                VmLocation location = found.of(result.move().id());
                moves.add(new MoveReport(plan, result, outcome(result, location), location));
            }
        }
        return moves;
    }

    /** Where a VM was found overrules what its migration said. */
    private static VmOutcome outcome(MoveResult result, VmLocation location) {
        if (location instanceof VmLocation.OnHost at && at.status().state().isActive()) {
            boolean isAtSource = at.host().equals(result.move().source().uri());
            if (!isAtSource) {
                return VmOutcome.MOVED;
            }
        }
        return result instanceof MoveResult.NotMoved notMoved ? VmOutcome.of(notMoved.reason()) : VmOutcome.FAILED;
    }

    private List<String> problems(Whereabouts found, List<MoveReport> moves) {
        List<String> problems = new ArrayList<>(found.silent());
        for (MoveReport move : moves) {
            String name = move.planned().move().vm().name();
            if (move.location() instanceof VmLocation.OnHost at) {
                if (!at.status().state().isActive()) {
                    problems.add("VM '%s' is %s on %s".formatted(name, at.status(), at.host()));
                }
            } else {
                problems.add("VM '%s' is %s".formatted(name, move.location()));
            }
        }
        if (prepared.request().vms().isEmpty()) {
            problems.addAll(arrivals(found));
        }
        return problems;
    }

    /** Returns VMs that became active on a source meanwhile: it is not empty, though all that ran has moved. */
    private List<String> arrivals(Whereabouts found) {
        Set<VmId> known = prepared.moves().stream().map(move -> move.id()).collect(Collectors.toSet());
        prepared.staying().stream()
                .filter(StayingVm::isLeftBehind)
                .forEach(stay -> known.add(stay.vm().id()));
        List<String> arrivals = new ArrayList<>();
        for (Host source : prepared.request().sources()) {
            HostUri uri = source.uri();
            for (VmSummary vm : found.activeOn(uri)) {
                if (!known.contains(vm.id())) {
                    arrivals.add(
                            "VM '%s' was started on %s meanwhile and is %s".formatted(vm.name(), uri, vm.status()));
                }
            }
        }
        return arrivals;
    }
}
