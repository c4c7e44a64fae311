package io.vacate.model.plan.search;

import io.vacate.model.plan.search.Trials.Trial;
import java.util.List;
import java.util.Optional;

/**
 * Breaks circles of VMs that wait for each other's room, as the problem allows: by third hosts, as the VMs then run on; else by
 * suspending some; else by both. For one thread.
 */
final class Circles {
    private final Choices choices;
    private final Trials trials;

    Circles(Choices choices, long seed) {
        this.choices = choices;
        trials = new Trials(choices, seed);
    }

    /**
     * Returns the migrations with as many ways round as it takes, and a first schedule of them.
     *
     * @param migrations some of which never find a place
     * @param stuck the positions of these
     * @return empty if nothing helps
     */
    Optional<Trial> broken(List<Migration> migrations, int[] stuck) {
        Trial direct = new Trial(migrations, Optional.empty(), stuck);
        Trial around = choices.problem().limits().detours() ? new Detours(choices, trials).around(direct) : direct;
        Suspensions suspensions = new Suspensions(choices, trials);
        return Optional.of(around)
                .filter(Trial::isSolved)
                .or(() -> suspensions.of(direct))
                .or(() -> suspensions.of(around));
    }
}
