package io.vacate.model.plan;

import io.vacate.model.plan.lanes.Choice;
import io.vacate.model.plan.lanes.LaneRuns;
import io.vacate.model.plan.lanes.Ordering.Ordered;
import io.vacate.model.plan.lanes.Score;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lanes for the moves of a problem, and plans made of them. For one thread. */
final class LanePlans {
    private final CalibratedProblem problem;
    private final LaneRuns runs;
    /** Whether room and precedences set no order. */
    private final boolean free;

    private Optional<InfeasibleProblemException> refusal = Optional.empty();

    LanePlans(CalibratedProblem problem) {
        this.problem = problem;
        free = problem.problem().precedences().isEmpty()
                && problem.problem().freeMemory().isEmpty();
        runs = new LaneRuns(problem.lanes(this::nearest));
    }

    LaneRuns runs() {
        return runs;
    }

    /** Returns why no choice could be kept. */
    InfeasibleProblemException noOrder() {
        return refusal.orElseGet(() -> new InfeasibleProblemException("no order was tried"));
    }

    /**
     * Simulates a choice.
     *
     * @throws InfeasibleProblemException if its order cannot be kept
     */
    Score score(Choice choice) {
        return runs.score(choice).orElseThrow(this::noOrder);
    }

    /** Makes the plan of a choice: each move waits for the one at whose end it was started, and for what it needs. */
    Plan plan(Strategy strategy, Choice choice) {
        return problem.predict(
                strategy, runs.run(choice).orElseThrow(this::noOrder).predecessors());
    }

    private Optional<Ordered> nearest(List<Integer> preferred) {
        try {
            FeasibleOrder feasible = free
                    ? FeasibleOrder.free(problem.problem(), preferred)
                    : FeasibleOrder.of(problem.problem(), preferred);
            int[][] after = new int[preferred.size()][];
            for (int move = 0; move < after.length; move++) {
                after[move] = ints(feasible.waitsFor(move));
            }
            return Optional.of(new Ordered(
                    feasible.order().stream().mapToInt(Integer::intValue).toArray(), after));
        } catch (InfeasibleProblemException refused) {
            refusal = Optional.of(refused);
            return Optional.empty();
        }
    }

    private static int[] ints(Set<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
