package io.vacate.model.plan.search;

import io.vacate.model.plan.search.Trials.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Breaks circles of VMs that wait for each other's room by suspending as few of them as will do, rather small ones: meanwhile
 * they need no room. For one thread.
 */
final class Suspensions {
    /** Trials to spare some of those that may be suspended. */
    private static final int MOST_TRIALS = 200;

    private final Choices choices;
    private final Trials trials;

    Suspensions(Choices choices, Trials trials) {
        this.choices = choices;
        this.trials = trials;
    }

    /** Returns the migrations with some in two parts; empty if not even all that may be suspended are enough. */
    Optional<Trial> of(Trial stuck) {
        List<String> candidates = candidates(stuck);
        return candidates.isEmpty()
                ? Optional.empty()
                : Optional.of(trials.of(inParts(stuck.migrations(), Set.copyOf(candidates))))
                        .filter(Trial::isSolved)
                        .map(solved -> sparing(candidates, stuck.migrations(), solved));
    }

    /** Returns the trial without those that need not be suspended. */
    private Trial sparing(List<String> candidates, List<Migration> migrations, Trial solved) {
        Trial best = solved;
        Set<String> suspended = new HashSet<>(candidates);
        // Large ones are spared first: many at once, then fewer.
        int tried = 0;
        for (int size = Math.max(1, candidates.size() / 2); size > 0; size /= 2) {
            for (int from = 0; from < candidates.size() && tried < MOST_TRIALS; from += size) {
                Set<String> fewer = new HashSet<>(suspended);
                candidates
                        .subList(from, Math.min(from + size, candidates.size()))
                        .forEach(fewer::remove);
                if (fewer.size() < suspended.size()) {
                    tried++;
                    Trial trial = trials.of(inParts(migrations, fewer));
                    if (trial.isSolved()) {
                        suspended = fewer;
                        best = trial;
                    }
                }
            }
        }
        return best;
    }

    /** Returns the VMs that wait and may be suspended, the largest first. */
    private List<String> candidates(Trial stuck) {
        Map<String, Integer> parts = new HashMap<>();
        stuck.migrations().forEach(migration -> parts.merge(migration.vm().id(), 1, Integer::sum));
        List<Migration> waiting = new ArrayList<>();
        for (int job : stuck.stuck()) {
            Migration migration = stuck.migrations().get(job);
            if (parts.getOrDefault(migration.vm().id(), 0) == 1
                    && choices.suspended(migration).isPresent()) {
                waiting.add(migration);
            }
        }
        return waiting.stream()
                .sorted(Comparator.comparingLong(
                        migration -> -migration.vm().memory().bytes()))
                .map(migration -> migration.vm().id())
                .toList();
    }

    private List<Migration> inParts(List<Migration> migrations, Set<String> suspended) {
        return migrations.stream()
                .flatMap(migration -> Optional.of(migration)
                        .filter(whole -> suspended.contains(whole.vm().id()))
                        .flatMap(choices::suspended)
                        .orElseGet(() -> List.of(migration))
                        .stream())
                .toList();
    }
}
