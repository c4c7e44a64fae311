package io.vacate.orchestrator.report;

import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.model.plan.PlannedMove;
import io.vacate.orchestrator.execute.MoveResult;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one VM that was to move.
 *
 * @param planned what was planned and predicted
 * @param result how its migration ended
 * @param outcome what became of it in the end, by where it was found
 * @param location where it was found when all was over
 */
public record MoveReport(PlannedMove planned, MoveResult result, VmOutcome outcome, VmLocation location) {
    /** Returns the predicted time of its migration. */
    public Duration predicted() {
        return planned.predictedEnd().minus(planned.predictedStart());
    }

    /** Returns the time that its migration took; empty if it did not succeed. */
    public Optional<Duration> actual() {
        return result instanceof MoveResult.Moved moved
                ? Optional.of(Duration.between(moved.started(), moved.ended()))
                : Optional.empty();
    }

    /** Returns what its migration cost; empty if it did not succeed. */
    public Optional<MigrationStatistics> statistics() {
        return result instanceof MoveResult.Moved moved ? Optional.of(moved.statistics()) : Optional.empty();
    }

    /** Returns what went wrong, or became of it, for people; empty if it moved as planned. */
    public String message() {
        return result instanceof MoveResult.NotMoved notMoved ? notMoved.message() : "";
    }
}
