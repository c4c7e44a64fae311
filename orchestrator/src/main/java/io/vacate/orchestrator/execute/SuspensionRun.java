package io.vacate.orchestrator.execute;

/**
 * The first part of a move that is held: until its VM waits suspended. It has no state of its own but that of the move, so that a
 * move which fails before it goes on is suspended anew. All methods are called on the execution's control executor.
 */
final class SuspensionRun implements StepRun {
    private final VmSuspension step;
    private final MoveRun move;

    SuspensionRun(VmSuspension step, MoveRun move) {
        this.step = step;
        this.move = move;
    }

    @Override
    public PlanStep step() {
        return step;
    }

    @Override
    public boolean isReadyToStart() {
        return !move.isToldToProceed() && move.canBegin();
    }

    @Override
    public boolean isDone() {
        return move.isHeld() || move.isToldToProceed() || move.isDone();
    }

    @Override
    public boolean hasFailed() {
        return move.hasFailed();
    }

    @Override
    public boolean hasRoom(HostLoad load) {
        return move.hasRoom(load);
    }

    @Override
    public void start() {
        move.begin();
    }

    @Override
    public void endUnstarted(MoveResult.Reason reason, String message) {
        move.endUnstarted(reason, message);
    }

    /** The move is asked itself. */
    @Override
    public void cancel(String reason) {}

    @Override
    public void broken(Throwable fault) {
        move.broken(fault);
    }
}
