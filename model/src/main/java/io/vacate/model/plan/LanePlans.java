package io.vacate.model.plan;

import io.vacate.model.estimate.Lanes;
import io.vacate.model.estimate.SimulationResult;
import io.vacate.model.estimate.StartOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Simulates lanes for the moves of a problem, and makes plans of them. For one thread. */
final class LanePlans {
    private final CalibratedProblem problem;
    private final int[][] filled;
    private final int[][] noLinks;
    /** Whether room and precedences set no order. */
    private final boolean free;

    LanePlans(CalibratedProblem problem) {
        this.problem = problem;
        int moves = problem.problem().moves().size();
        filled = problem.filledLinks();
        noLinks = new int[moves][0];
        free = problem.problem().precedences().isEmpty()
                && problem.problem().freeMemory().isEmpty();
    }

    /**
     * What is decided of lanes.
     *
     * @param order who is asked first
     * @param most how many run at once
     * @param shares for each move, the part that it takes of each link that it fills when it is alone; 0 for none
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Choice(List<Integer> order, int most, double[] shares) {
        /** Returns the choice in which only {@code most} counts. */
        static Choice atOnce(List<Integer> order, int most) {
            return new Choice(order, most, new double[order.size()]);
        }

        /** Returns the choice in which {@code count} share each link that one fills. */
        static Choice onEachLink(List<Integer> order, int count) {
            double[] shares = new double[order.size()];
            Arrays.fill(shares, 1.0 / count);
            return new Choice(order, Integer.MAX_VALUE, shares);
        }
    }

    /** How a choice went: fewer that do not converge is better, then the shorter makespan, then the shorter downtime. */
    record Score(int forced, double makespan, double downtime) implements Comparable<Score> {
        private static final Comparator<Score> ORDER = Comparator.comparingInt(Score::forced)
                .thenComparingDouble(Score::makespan)
                .thenComparingDouble(Score::downtime);

        @Override
        public int compareTo(Score other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Simulates a choice.
     *
     * @throws InfeasibleProblemException if its order cannot be kept
     */
    Score score(Choice choice) {
        SimulationResult result = simulate(choice, feasible(choice));
        return new Score(
                result.forcedCount(),
                result.makespanSeconds(),
                result.totalDowntime().toNanos());
    }

    /** Makes the plan of a choice: each move waits for the one at whose end it was started, and for what it needs. */
    Plan plan(Strategy strategy, Choice choice) {
        FeasibleOrder feasible = feasible(choice);
        SimulationResult result = simulate(choice, feasible);
        int[][] predecessors = new int[choice.order().size()][];
        for (int move = 0; move < predecessors.length; move++) {
            Set<Integer> before = new LinkedHashSet<>(feasible.waitsFor(move));
            result.startedBy(move).ifPresent(before::add);
            predecessors[move] = before.stream().mapToInt(Integer::intValue).toArray();
        }
        return problem.predict(strategy, predecessors);
    }

    private FeasibleOrder feasible(Choice choice) {
        return free
                ? FeasibleOrder.free(problem.problem(), choice.order())
                : FeasibleOrder.of(problem.problem(), choice.order());
    }

    private SimulationResult simulate(Choice choice, FeasibleOrder feasible) {
        int moves = choice.order().size();
        double[] shares = new double[moves];
        int[][] links = new int[moves][];
        int[][] after = new int[moves][];
        for (int move = 0; move < moves; move++) {
            boolean shared = choice.shares()[move] > 0;
            shares[move] = shared ? choice.shares()[move] : 1;
            links[move] = shared ? filled[move] : noLinks[move];
            after[move] =
                    feasible.waitsFor(move).stream().mapToInt(Integer::intValue).toArray();
        }
        int[] order = feasible.order().stream().mapToInt(Integer::intValue).toArray();
        return problem.simulate(StartOrder.lanes(new Lanes(order, choice.most(), shares, links, after)));
    }
}
