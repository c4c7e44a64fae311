package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.plan.search.Migration.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Gives some VMs of a small batch less than their full rate, so that two fit beside each other on a link where that ends all sooner.
 * For one thread.
 */
final class Rates {
    /** Beyond that, single VMs hardly matter, and there are too many to try. */
    private static final int MOST_VMS = 32;

    private final Choices choices;

    Rates(Choices choices) {
        this.choices = choices;
    }

    /** Returns a time that lower rates do not help to get below: the busiest resource without any gap, or the longest job. */
    static int least(Jobs jobs) {
        double[] busy = new double[jobs.resources.count()];
        int least = jobs.floor;
        for (int job = 0; job < jobs.count(); job++) {
            least = Math.max(least, jobs.release[job] + jobs.duration[job] + jobs.tail[job]);
            for (int i = 0; i < jobs.uses[job].length; i++) {
                int resource = jobs.uses[job][i];
                busy[resource] +=
                        (double) jobs.duration[job] * jobs.amounts[job][i] / jobs.resources.capacity[resource];
            }
        }
        return Math.max(least, (int) Arrays.stream(busy).max().orElse(0));
    }

    /**
     * Returns the migrations with other rates for as long as that makes the result better.
     *
     * @param from migrations at full rates
     * @param reached the makespan to be better than
     * @param attempt what comes of migrations
     * @param makespan of such a result; the less, the better
     * @param <T> a result
     */
    <T> Optional<T> better(
            List<Migration> from, int reached, Function<List<Migration>, T> attempt, ToIntFunction<T> makespan) {
        Optional<T> best = Optional.empty();
        List<Migration> migrations = from;
        int least = reached;
        for (int job = 0; migrations.size() <= MOST_VMS && job < migrations.size(); job++) {
            for (Migration slower : slower(migrations, job)) {
                List<Migration> changed = new ArrayList<>(migrations);
                changed.set(job, slower);
                T result = attempt.apply(changed);
                if (makespan.applyAsInt(result) < least) {
                    least = makespan.applyAsInt(result);
                    best = Optional.of(result);
                    migrations = changed;
                }
            }
        }
        return best;
    }

    /** Returns a migration at half of its rate, and at what others leave of that. */
    private List<Migration> slower(List<Migration> migrations, int job) {
        Migration full = migrations.get(job);
        if (full.part() != Part.WHOLE) {
            return List.of();
        }
        long most = full.rate().bytesPerSecond();
        TreeSet<Long> rates = new TreeSet<>();
        rates.add(most / 2);
        for (Migration other : migrations) {
            rates.add(most - other.rate().bytesPerSecond());
        }
        return rates.headSet(full.rate().bytesPerSecond()).tailSet(1L).stream()
                .flatMap(rate -> choices.at(full, new DataRate(rate)).stream())
                .toList();
    }
}
