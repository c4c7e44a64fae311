package io.vacate.model.plan.lanes;

import io.vacate.model.simulation.Patience;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Searches for an order, and for the share of its links that each job takes: a VM that rewrites much gets them alone, small
 * and idle ones share them.
 *
 * <p>Starts from the same share for all, and from so many at once; then changes the best that was found a little, again and
 * again, and keeps what is not worse. The same problem gives the same choice, unless it is told to stop. For one thread.
 */
public final class LaneSearch {
    /** So many changes in vain end the search. */
    private static final int PATIENCE = 1000;

    private static final int[] SHARERS = {1, 2, 3, 4, 6, 8};

    private final LaneRuns runs;
    private final Random random;
    private final BooleanSupplier stop;
    private Optional<Choice> best = Optional.empty();
    private Optional<Score> score = Optional.empty();
    private Patience patience = Patience.ENDLESS;
    private int inVain;
    /** Nothing can be shorter than so many seconds. */
    private double least;

    /**
     * Makes a search.
     *
     * @param runs of the problem
     * @param seed of chance
     * @param stop asked between two changes
     */
    public LaneSearch(LaneRuns runs, long seed, BooleanSupplier stop) {
        this.runs = runs;
        this.stop = stop;
        random = new Random(seed);
    }

    /**
     * Tries each number of sharers of a link with an order, until told to stop.
     *
     * @param atOnce whether numbers of jobs at once that double are tried, too
     */
    public void tryOrder(List<Integer> order, boolean atOnce) {
        for (int sharers : SHARERS) {
            if (!isOver()) {
                consider(Choice.onEachLink(order, sharers));
            }
        }
        for (int most = 1; atOnce && most < 2 * order.size() && !isOver(); most *= 2) {
            consider(Choice.atOnce(order, most));
        }
    }

    /** Changes the best choice so many times, unless that has been in vain for long. */
    public void improve(int tries) {
        inVain = 0;
        for (int i = 0; i < tries && inVain < PATIENCE && best.isPresent() && !isOver(); i++) {
            Choice next = changed(best.get());
            // Some ways lead on only by several changes at once.
            while (random.nextBoolean()) {
                next = changed(next);
            }
            consider(next);
        }
    }

    /** Returns the best choice; empty if none could be kept, or none was as good as what is known from elsewhere. */
    public Optional<Choice> best() {
        return best;
    }

    /** Returns how good that is, or what is known from elsewhere. */
    public Optional<Score> score() {
        return score;
    }

    /** Ends the search once something takes no longer than so many seconds, which nothing can be below. */
    public void aimAt(double seconds) {
        least = seconds;
    }

    private boolean isOver() {
        return stop.getAsBoolean()
                || score.filter(known -> known.lateness() == 0 && known.forced() == 0 && known.makespan() <= least)
                        .isPresent();
    }

    /** Lets only count what is better than something that is known from elsewhere. */
    public void expect(Score known) {
        score = Optional.of(known);
        patience = patience(known);
    }

    /** Simulates a choice, and keeps it if none was better. */
    public void consider(Choice choice) {
        inVain++;
        runs.score(choice, patience).ifPresent(reached -> offer(choice, reached));
    }

    /** Keeps a choice that was simulated, if none was better. */
    public void offer(Choice choice, Score reached) {
        int compared = score.map(reached::compareTo).orElse(-1);
        if (compared < 0) {
            inVain = 0;
        }
        if (compared <= 0) {
            best = Optional.of(choice);
            expect(reached);
        }
    }

    /** What is late may yet become better by being longer. */
    private static Patience patience(Score score) {
        return score.lateness() > 0
                ? Patience.ENDLESS
                : new Patience(score.forced() > 0 ? Double.POSITIVE_INFINITY : score.makespan(), score.forced());
    }

    private Choice changed(Choice from) {
        List<Integer> order = new ArrayList<>(from.order());
        double[] shares = from.shares().clone();
        int most = from.most();
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
