package io.vacate.model.plan.search;

import java.util.List;
import java.util.Optional;

/** Sees which of some migrations find a place, in a few orders. For one thread. */
final class Trials {
    /** Orders that are tried to see what a change is good for. */
    private static final int ATTEMPTS = 3;

    private final Choices choices;
    private final long seed;

    Trials(Choices choices, long seed) {
        this.choices = choices;
        this.seed = seed;
    }

    /**
     * Migrations that were tried.
     *
     * @param migrations all of them
     * @param schedule in which all found a place; empty if there is none
     * @param stuck the positions of those that found none in the order that got furthest
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Trial(List<Migration> migrations, Optional<Schedule> schedule, int[] stuck) {
        boolean isSolved() {
            return schedule.isPresent();
        }
    }

    Trial of(List<Migration> migrations) {
        Jobs jobs = JobsBuilder.build(choices.problem(), choices.clock(), migrations);
        int[] asked = new int[1];
        Levels levels = new Levels(jobs, 1, seed, () -> ++asked[0] > ATTEMPTS, schedule -> {});
        Optional<Schedule> schedule = levels.run();
        return new Trial(migrations, schedule, schedule.isPresent() ? new int[0] : levels.stuck());
    }
}
