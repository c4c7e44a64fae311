package io.vacate.orchestrator.report;

import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.journal.RunId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What became of a run, asked of the hosts after everything had ended.
 *
 * @param run identity of the run
 * @param status how it ended as a whole
 * @param moves the VMs that were to move, in the order of the plan
 * @param staying the VMs that were not to move, where they were found when all was over, and why they stayed
 * @param problems what is wrong beside failed moves, for people: a VM on two hosts, a source that is not empty
 * @param plan what was planned and predicted
 * @param elapsed time from the start of the first move until the last had ended
 * @param observations what finished migrations showed, those of {@code ownObservations} aside
 * @param ownObservations what they showed on hosts of drivers for which the request has a calibration of their own, by the
 *     driver's name
 * @param calibration what is known after {@code observations}
 */
public record EvacuationReport(
        RunId run,
        RunStatus status,
        List<MoveReport> moves,
        List<StayingVm> staying,
        List<String> problems,
        Plan plan,
        Duration elapsed,
        RunObservations observations,
        Map<String, RunObservations> ownObservations,
        Calibration calibration) {
    /** Copies the lists. */
    public EvacuationReport {
        moves = List.copyOf(moves);
        staying = List.copyOf(staying);
        problems = List.copyOf(problems);
        ownObservations = Map.copyOf(ownObservations);
    }

    /**
     * Returns the prediction's error, (predicted − actual) / actual in per cent: negative where it took longer. Empty
     * unless all moved that were to move, and at least one VM was.
     */
    public OptionalDouble errorPercent() {
        boolean isComparable = !moves.isEmpty()
                && !elapsed.isZero()
                && moves.stream().allMatch(move -> move.outcome() == VmOutcome.MOVED);
        if (!isComparable) {
            return OptionalDouble.empty();
        }
        double actual = elapsed.toNanos();
        return OptionalDouble.of(100 * (plan.expected(plan.makespan()).toNanos() - actual) / actual);
    }

    /** Returns how many VMs were moved, as far as they were to go. */
    public int moved() {
        Map<VmId, VmOutcome> last = new HashMap<>();
        moves.forEach(move -> last.put(move.result().move().vmId(), move.outcome()));
        return (int) last.values().stream().filter(VmOutcome.MOVED::equals).count();
    }

    /** Returns how many VMs were to move. */
    public int vmCount() {
        return (int) moves.stream()
                .map(move -> move.result().move().vmId())
                .distinct()
                .count();
    }
}
