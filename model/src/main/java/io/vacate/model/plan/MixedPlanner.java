package io.vacate.model.plan;

import io.vacate.model.plan.LanePlans.Choice;
import io.vacate.model.plan.LanePlans.Score;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Searches for an order, and for the share of its links that each move takes: a VM that rewrites much gets them alone,
 * small and idle ones share them.
 *
 * <p>Starts from the same share for all, and from so many at once; then changes the best that was found a little, again and
 * again, and keeps what is not worse. All is judged by the simulation that predicts plans. The same problem always gives the
 * same plan: what is limited is work, not time.
 */
public final class MixedPlanner implements Planner {
    private static final long SEED = 20070101;
    /** Moves that are simulated in all, about. */
    private static final int WORK = 200_000;

    /** So many changes in vain end the search. */
    private static final int PATIENCE = 200;

    private static final int MOST_TRIES = 2000;
    private static final int[] SHARERS = {1, 2, 3, 4, 6, 8};

    /** Makes the planner. */
    public MixedPlanner() {}

    @Override
    public Plan plan(PlanningProblem problem) {
        CalibratedProblem calibrated = new CalibratedProblem(problem);
        LanePlans plans = new LanePlans(calibrated);
        Search search = new Search(plans);
        List<Integer> shortest = calibrated.shortestFirst();
        List<Integer> longest = new ArrayList<>(shortest);
        Collections.reverse(longest);
        for (List<Integer> order : List.of(longest, shortest)) {
            for (int sharers : SHARERS) {
                search.consider(Choice.onEachLink(order, sharers));
            }
            for (int most = 1; most < 2 * order.size(); most *= 2) {
                search.consider(Choice.atOnce(order, most));
            }
        }
        int size = shortest.size();
        if (size > 1 && !search.best().order().isEmpty()) {
            search.improve(Math.min(MOST_TRIES, WORK / size));
        }
        return plans.plan(Strategy.MIXED, search.best());
    }

    /** The best choice so far. */
    private static final class Search {
        private final LanePlans plans;
        private final Random random = new Random(SEED);
        private Choice best = Choice.atOnce(List.of(), 1);
        private @Nullable InfeasibleProblemException noOrder;
        private int inVain;
        private Score score = new Score(Integer.MAX_VALUE, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

        Search(LanePlans plans) {
            this.plans = plans;
        }

        /** Returns the best choice; throws why there is none. */
        Choice best() {
            if (noOrder != null && score.forced() == Integer.MAX_VALUE) {
                throw noOrder;
            }
            return best;
        }

        void consider(Choice choice) {
            Score reached;
            try {
                reached = plans.score(choice);
            } catch (InfeasibleProblemException refused) {
                noOrder = refused;
                inVain++;
                return;
            }
            int compared = reached.compareTo(score);
            inVain = compared < 0 ? 0 : inVain + 1;
            if (compared <= 0) {
                best = choice;
                score = reached;
            }
        }

        void improve(int tries) {
            inVain = 0;
            for (int i = 0; i < tries && inVain < PATIENCE; i++) {
                consider(changed());
            }
        }

        private Choice changed() {
            List<Integer> order = new ArrayList<>(best.order());
            double[] shares = best.shares().clone();
            int most = best.most();
            switch (random.nextInt(4)) {
                case 0 -> Collections.swap(order, random.nextInt(order.size()), random.nextInt(order.size()));
                case 1 -> order.add(random.nextInt(order.size()), order.remove(random.nextInt(order.size())));
                case 2 -> shares[random.nextInt(shares.length)] = share();
                default -> most = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(order.size());
            }
            return new Choice(order, most, shares);
        }

        private double share() {
            int sharers = SHARERS[random.nextInt(SHARERS.length)];
            return 1.0 / sharers;
        }
    }
}
