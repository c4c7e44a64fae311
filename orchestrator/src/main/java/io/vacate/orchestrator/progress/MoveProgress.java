package io.vacate.orchestrator.progress;

import io.vacate.api.Host;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.orchestrator.execute.VmMove;
import java.time.Duration;
import java.util.Optional;

/**
 * How far one VM's move is.
 *
 * @param move the move
 * @param destination where it goes: the planned destination, or another on a retry
 * @param stage where it stands
 * @param fraction share of its time that is over, from 0 to 1; never less than before, but for a retry, which starts anew
 * @param elapsed time since its present attempt began; 0 while it waits
 * @param remaining expected time until it ends, waiting not counted
 * @param isEstimated whether fraction and remaining time of a move under way are no more than the plan's prediction and the
 *     time that has passed: before the transfer begins, and for all of it where the hypervisor tells no progress
 * @param transferred bytes sent by the present attempt; 0 where its hypervisor does not tell
 * @param rate present rate; 0 where its hypervisor does not tell
 * @param iteration round of pre-copy, counted from 1; 0 before
 * @param location where its VM was found when it ended without having moved; empty otherwise
 */
public record MoveProgress(
        VmMove move,
        Host destination,
        Stage stage,
        double fraction,
        Duration elapsed,
        Duration remaining,
        boolean isEstimated,
        DataSize transferred,
        DataRate rate,
        int iteration,
        Optional<VmLocation> location) {}
