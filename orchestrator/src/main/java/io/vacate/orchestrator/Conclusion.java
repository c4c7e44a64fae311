package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.model.batch.Action;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.journal.RunId;
import io.vacate.orchestrator.location.EndWatch;
import io.vacate.orchestrator.location.Whereabouts;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import io.vacate.orchestrator.report.NextStep;
import io.vacate.orchestrator.report.Observations;
import io.vacate.orchestrator.report.RunStatus;
import io.vacate.orchestrator.report.VmOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the hosts what became of a run: nothing is concluded from what migrations said. For one use. */
final class Conclusion {
    private final PreparedEvacuation prepared;
    private final RunId run;
    private final List<MoveResult> results;
    private final List<String> hostProblems;
    private final Duration elapsed;
    private final Whereabouts found;

    /** Hosts that VMs are to leave, and where none is to go: one that comes there has not gone. */
    private final Set<HostUri> leaving;

    /**
     * Asks the hosts, and blocks until all have answered or failed to.
     *
     * @param hostProblems what went wrong with hosts that were to be switched on or off
     * @param ends how VMs were seen to end while the run went on
     */
    Conclusion(
            PreparedEvacuation prepared,
            RunId run,
            List<MoveResult> results,
            List<String> hostProblems,
            Duration elapsed,
            EndWatch ends) {
        this.prepared = prepared;
        this.run = run;
        this.results = results;
        this.hostProblems = hostProblems;
        this.found = Whereabouts.ask(prepared.hosts(), vms(), ends);
        this.elapsed = results.isEmpty() ? Duration.ZERO : elapsed;
        this.leaving =
                prepared.request().sources().stream().map(Host::uri).collect(Collectors.toCollection(HashSet::new));
        prepared.request().destinations().forEach(host -> leaving.remove(host.uri()));
    }

    EvacuationReport report(boolean isCancelled, boolean isTimedOut) {
        List<MoveReport> moves = moves();
        List<StayingVm> staying = staying();
        List<String> problems = problems(moves);
        boolean isAllDone = moves.stream().allMatch(move -> move.outcome().isDone());
        if (isTimedOut && !isAllDone) {
            prepared.request().timeout().map(DefaultEvacuationRun::timedOut).ifPresent(problems::add);
        }
        RunObservations seen = observations(moves, problems, isCancelled || isTimedOut);
        Calibration learned = prepared.request().calibration().updatedWith(seen);
        return new EvacuationReport(
                run,
                isAllDone ? status(staying, problems) : stopped(isCancelled, isTimedOut),
                moves,
                staying,
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
        return Observations.of(results.stream().filter(chosen).toList(), prepared.names());
    }

    /** Where a path's rate was only assumed, or hypervisors differ, the time of the whole says nothing of one model. */
    private RunObservations observations(List<MoveReport> moves, List<String> problems, boolean isStopped) {
        RunObservations seen = observations(this::hasNoneOfItsOwn);
        boolean isClean = !isStopped
                && prepared.request().ownCalibrations().isEmpty()
                && problems.isEmpty()
                && moves.stream()
                        .allMatch(move -> move.outcome() == VmOutcome.MOVED
                                && isKnown(move.result().move().planned()));
        return isClean
                ? Observations.together(prepared.plan(), results, elapsed)
                        .map(seen::with)
                        .orElse(seen)
                : seen;
    }

    private boolean isKnown(Action.Migrate planned) {
        return prepared.request().linkSpeed().isPresent()
                || prepared.request().calibration().knows(planned.from(), planned.to());
    }

    private static RunStatus stopped(boolean isCancelled, boolean isTimedOut) {
        if (isTimedOut) {
            return RunStatus.TIMED_OUT;
        }
        return isCancelled ? RunStatus.CANCELLED : RunStatus.INCOMPLETE;
    }

    private static RunStatus status(List<StayingVm> staying, List<String> problems) {
        boolean isEmpty = staying.stream().noneMatch(StayingVm::isLeftBehind);
        return isEmpty && problems.isEmpty() ? RunStatus.COMPLETE : RunStatus.INCOMPLETE;
    }

    private Set<VmId> vms() {
        return Stream.concat(
                        prepared.moves().stream().map(VmMove::vmId),
                        prepared.staying().stream().map(StayingVm::id))
                .collect(Collectors.toSet());
    }

    private List<MoveReport> moves() {
        List<MoveReport> moves = new ArrayList<>();
        for (MoveResult result : results) {
            VmLocation location = found.answers(
                            result.move().vmId(), result.move().source().uri())
                    .concludeAfter(atEnd(result));
            moves.add(new MoveReport(result, VmOutcome.of(result, location, leftBy(result.move())), location));
        }
        return moves;
    }

    /** Returns the hosts that a VM is to leave, wherever others go: all that it passes included. */
    private Set<HostUri> leftBy(VmMove move) {
        Set<HostUri> left = new HashSet<>(leaving);
        prepared.moves().stream()
                .filter(other -> other.vmId().equals(move.vmId()))
                .forEach(other -> left.add(other.source().uri()));
        return left;
    }

    /** Returns where a VM was when its move ended. */
    private static VmLocation atEnd(MoveResult result) {
        if (result instanceof MoveResult.Moved moved) {
            return new VmLocation.OnHost(
                    moved.destination().uri(), new VmStatus(VmState.RUNNING, StateReason.MIGRATED));
        }
        return result instanceof MoveResult.NotMoved notMoved
                ? notMoved.location()
                : new VmLocation.Unknown("its move has no result");
    }

    /** A VM that kept its host from being empty may have gone since. */
    private List<StayingVm> staying() {
        return prepared.staying().stream()
                .map(stay -> stay.isLeftBehind() ? nowOf(stay) : stay)
                .toList();
    }

    private StayingVm nowOf(StayingVm stay) {
        VmAnswers answers = found.answers(stay.id(), stay.host());
        VmLocation now = answers.conclude().location();
        if (now instanceof VmLocation.Suspended && answers.atSource() instanceof HostAnswer.Keeps keeps) {
            return StayingVm.suspended(keeps.state(), NextStep.resume(keeps.state()));
        }
        boolean hasGone = now instanceof VmLocation.Unknown
                && answers.isGoneFromSource()
                && !(stay.location() instanceof VmLocation.Unknown);
        return hasGone ? stay.gone(now) : stay.found(now, leaving);
    }

    private List<String> problems(List<MoveReport> moves) {
        Set<String> problems = new LinkedHashSet<>(found.silent());
        problems.addAll(hostProblems);
        for (MoveReport move : moves) {
            // What else can have become of a VM its outcome says.
            if (move.location() instanceof VmLocation.OnHost && !move.isWell()) {
                String how = move.outcome() == VmOutcome.MOVED ? "arrived, and is" : "is";
                problems.add("VM '%s' %s %s: %s".formatted(move.vmName(), how, move.location(), move.next()));
            }
        }
        if (prepared.request().vms().isEmpty()) {
            prepared.request().sources().forEach(source -> problems.addAll(arrivals(source)));
        }
        return new ArrayList<>(problems);
    }

    /** Returns VMs that came to a source meanwhile: it is not empty, though all that it had has moved. */
    private List<String> arrivals(Host source) {
        Set<VmId> known = prepared.moves().stream().map(VmMove::vmId).collect(Collectors.toSet());
        prepared.staying().stream().filter(StayingVm::isLeftBehind).forEach(stay -> known.add(stay.id()));
        Set<VmId> mentioned = vms();
        List<String> arrivals = new ArrayList<>();
        try {
            for (VmStats stats : source.statistics()) {
                VmSummary vm = stats.summary();
                if (vm.status().state().mayRun() && !known.contains(vm.id())) {
                    arrivals.add("VM '%s' came to %s meanwhile and is %s there"
                            .formatted(vm.name(), source.uri(), vm.status()));
                }
            }
            source.suspendedVms().stream()
                    .filter(state -> state.whole() && !mentioned.contains(state.id()))
                    .forEach(state -> arrivals.add("VM '%s' was suspended on %s meanwhile: %s"
                            .formatted(state.name(), source.uri(), NextStep.resume(state))));
        } catch (HypervisorException silent) {
            if (found.silent().isEmpty()) {
                arrivals.add(String.valueOf(silent.getMessage()));
            }
        }
        return arrivals;
    }
}
