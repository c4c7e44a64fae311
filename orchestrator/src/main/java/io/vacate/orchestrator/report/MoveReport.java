package io.vacate.orchestrator.report;

import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.orchestrator.execute.MoveResult;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one VM that was to move.
 *
 * @param result how its migration ended
 * @param outcome what became of it in the end, by where it was found
 * @param location where it was found when all was over
 */
public record MoveReport(MoveResult result, VmOutcome outcome, VmLocation location) {
    /** Returns the predicted time of its migration. */
    public Duration predicted() {
        return result.move().predicted();
    }

    /** Returns the VM's name at its source. */
    public String vmName() {
        return result.move().vm().name();
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

    /** Returns what became of it, for people; never empty. */
    public String message() {
        String told = result instanceof MoveResult.NotMoved notMoved
                ? notMoved.message().strip()
                : "";
        String moved = result instanceof MoveResult.Moved at
                ? "it was moved to %s; ".formatted(at.destination().uri())
                : told.isEmpty() ? "" : told + "; ";
        return switch (outcome) {
            case MOVED ->
                told.isEmpty() || isStopped()
                        ? "it is " + location
                        : "it is %s, although its migration was reported as failed: %s".formatted(location, told);
            case LEFT ->
                isElsewhere()
                        ? "%ssomebody moved it to a host that VMs are to leave: it is %s".formatted(moved, location)
                        : "%ssomebody moved it back: it is %s".formatted(moved, location);
            case ENDED -> "it has ended: it is " + location;
            case SUSPENDED, LOST -> "%sit is %s".formatted(moved, location);
            case UNKNOWN -> "%swhere it runs is not known: do not start it anew (%s)".formatted(moved, why());
            default ->
                told.isEmpty() ? "it is " + location : isElsewhere() ? "%s; it is %s".formatted(told, location) : told;
        };
    }

    /** Tells whether it is on a host that its migration did not start from. */
    boolean isElsewhere() {
        return location instanceof VmLocation.OnHost at
                && !at.host().equals(result.move().source().uri());
    }

    private String why() {
        return location instanceof VmLocation.Unknown unknown ? unknown.why() : location.toString();
    }

    /** Returns what an operator should do next, for people: {@link NextStep#NOTHING}, or words with commands to type. */
    public String next() {
        return NextStep.of(this);
    }

    /** Tells whether the VM is where it is in a state that nobody need look at: running, ended, or paused by a person. */
    public boolean isWell() {
        if (!(location instanceof VmLocation.OnHost at)) {
            return false;
        }
        return switch (at.status().state()) {
            case RUNNING, SHUTTING_DOWN, SUSPENDED, SHUT_OFF -> true;
            case PAUSED ->
                at.status().reason() == StateReason.USER
                        || result.move().request().arrivesPaused();
            case CRASHED, UNKNOWN -> false;
        };
    }

    /** Tells whether somebody else than this run cancelled its migration. */
    boolean isAborted() {
        return result instanceof MoveResult.NotMoved notMoved && notMoved.reason() == MoveResult.Reason.ABORTED;
    }

    private boolean isStopped() {
        return result instanceof MoveResult.NotMoved notMoved && notMoved.reason() != MoveResult.Reason.FAILED;
    }
}
