package io.vacate.orchestrator.progress;

import java.time.Duration;
import java.util.List;

/**
 * How far a run is.
 *
 * @param elapsed time since it began
 * @param fraction share of its time that is over, from 0 to 1; never less than in an earlier sample, 1 only when all has
 *     ended
 * @param remaining expected time until all has ended, smoothed
 * @param moves each move, in the order of the plan
 */
public record RunProgress(Duration elapsed, double fraction, Duration remaining, List<MoveProgress> moves) {
    /** Copies the list. */
    public RunProgress {
        moves = List.copyOf(moves);
    }

    /** Tells whether a move is copying of which the hypervisor tells no progress: then the remaining time is a mere estimate. */
    public boolean isEstimated() {
        return moves.stream().anyMatch(move -> move.stage() == Stage.COPYING && move.isEstimated());
    }

    /** Returns how many moves have ended well. */
    public int moved() {
        return (int) moves.stream().filter(move -> move.stage() == Stage.MOVED).count();
    }
}
