package io.vacate.model.plan;

import io.vacate.model.estimate.Estimate;
import java.time.Duration;
import java.util.List;

/**
 * Moves as a directed acyclic graph, with predictions. To be executed by completion (a move starts when its predecessors
 * have ended), not by the clock: the predicted times are for people.
 *
 * @param strategy how it was ordered; never {@link Strategy#BEST}, but what was found best
 * @param moves by predicted start; predecessors come before those that wait for them
 * @param aggregateTime predicted time from the start of the first move to the end of the last
 * @param modelledTime the same before past residuals are taken into account: what the next residual is to be taken of
 * @param totalDowntime median of the sum of all pauses
 * @param lowerBound no plan can be faster
 * @param alternatives what the other strategies would have led to, best first; empty where none was looked at
 */
public record Plan(
        Strategy strategy,
        List<PlannedMove> moves,
        Estimate<Duration> aggregateTime,
        Duration modelledTime,
        Duration totalDowntime,
        LowerBound lowerBound,
        List<Alternative> alternatives) {
    /** Copies the lists. */
    public Plan {
        moves = List.copyOf(moves);
        alternatives = List.copyOf(alternatives);
    }

    /** Returns how many of the VMs do not converge, so that their switch-over has to be forced. */
    public int notConverging() {
        return (int) moves.stream()
                .filter(move -> !move.estimate().convergence().converges())
                .count();
    }

    /** Returns how many VMs move at once at most, by the predicted times. */
    public int mostAtOnce() {
        int most = 0;
        for (PlannedMove at : moves) {
            long running = moves.stream()
                    .filter(move -> move.predictedStart().compareTo(at.predictedStart()) <= 0
                            && move.predictedEnd().compareTo(at.predictedStart()) > 0)
                    .count();
            most = Math.max(most, (int) running);
        }
        return most;
    }

    /** Returns this plan in short, as others show it. */
    public Alternative summary() {
        return new Alternative(strategy, mostAtOnce(), aggregateTime, totalDowntime, notConverging());
    }

    /** Returns this plan with those that it was preferred to. */
    Plan preferredTo(List<Plan> others) {
        List<Alternative> shown = others.stream().map(Plan::summary).toList();
        return new Plan(strategy, moves, aggregateTime, modelledTime, totalDowntime, lowerBound, shown);
    }
}
