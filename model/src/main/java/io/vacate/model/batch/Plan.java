package io.vacate.model.batch;

import io.vacate.model.estimate.Estimate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A plan that keeps all rules of its batch: a graph of actions, each to be started when its predecessors have ended, not by the
 * clock.
 *
 * <p>Times of actions, makespan, bound and alternatives are <em>modelled</em>: they do not contain how far earlier predictions
 * were off. {@link #expected} and {@link #around} turn a modelled time into what is likely to be observed.
 *
 * <p>Immutable and thread-safe.
 *
 * @param batch name of the batch
 * @param strategy how its migrations are ordered; never {@link Strategy#BEST}
 * @param actions in the order of their starts; predecessors come before the actions that wait for them
 * @param makespan when the last action ends; 0 if there is nothing to do
 * @param aggregateTime the makespan as it is likely to be observed, with intervals; empty where the planner was given
 *     {@link ConstantRates}, and in plans that were read from files
 * @param bound time below which no plan of the batch can come, by the same model
 * @param alternatives what other strategies would lead to, the fastest first; empty if none was examined
 */
public record Plan(
        String batch,
        Strategy strategy,
        List<Action> actions,
        Duration makespan,
        Optional<Estimate<Duration>> aggregateTime,
        Bound bound,
        List<Alternative> alternatives) {
    /** Copies the lists. */
    public Plan {
        actions = List.copyOf(actions);
        alternatives = List.copyOf(alternatives);
    }

    /**
     * A lower bound of the makespan, under the same model and for the destinations and modes that were chosen.
     *
     * @param time no makespan is shorter
     * @param reason for people, what sets it: a link, a switch, a host or a VM
     */
    public record Bound(Duration time, String reason) {}

    /**
     * What another strategy would lead to.
     *
     * @param strategy the strategy
     * @param mostAtOnce most VMs that would move at once
     * @param makespan when the last action would end, as modelled
     * @param totalDowntime median of the sum of all pauses
     * @param notConverging number of VMs that would not converge
     */
    public record Alternative(
            Strategy strategy, int mostAtOnce, Duration makespan, Duration totalDowntime, int notConverging) {}

    /** Returns the migrations among the actions, in their order. */
    public List<Action.Migrate> migrations() {
        return actions.stream()
                .filter(Action.Migrate.class::isInstance)
                .map(Action.Migrate.class::cast)
                .toList();
    }

    /** Returns the number of migrations that do not converge, whose switch-over has to be forced. */
    public int notConverging() {
        return (int) migrations().stream().filter(move -> !move.converges()).count();
    }

    /**
     * Returns the sum of the medians of all predicted pauses; migrations without a prediction, and suspensions, do not count.
     */
    public Duration totalDowntime() {
        return migrations().stream()
                .flatMap(move -> move.prediction().stream())
                .map(each -> each.downtime().p50())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Returns the most VMs that are migrated at once, by predicted times. */
    public int mostAtOnce() {
        TreeMap<Duration, Integer> changes = new TreeMap<>();
        for (Action.Migrate move : migrations()) {
            changes.merge(move.start(), 1, Integer::sum);
            changes.merge(move.end(), -1, Integer::sum);
        }
        int running = 0;
        int most = 0;
        for (int change : changes.values()) {
            running += change;
            most = Math.max(most, running);
        }
        return most;
    }

    /**
     * Returns the VMs that go by a third host, to break cycles of VMs that wait for each other's room: that host, by the VM's
     * id.
     */
    public Map<String, String> detours() {
        Map<String, Action.Migrate> first = new HashMap<>();
        Map<String, String> detours = new TreeMap<>();
        for (Action.Migrate move : migrations()) {
            Action.Migrate before = first.putIfAbsent(move.vm(), move);
            if (before != null) {
                detours.put(move.vm(), before.to());
            }
        }
        return detours;
    }

    /** Returns the VMs that are suspended to break such cycles: how long each stands still, by the VM's id. */
    public Map<String, Duration> suspensions() {
        Map<String, Duration> since = new HashMap<>();
        Map<String, Duration> suspensions = new TreeMap<>();
        for (Action action : actions) {
            if (action instanceof Action.Suspend suspend) {
                since.put(suspend.vm(), suspend.start());
            } else if (action instanceof Action.Resume resume) {
                Duration begin = since.getOrDefault(resume.vm(), resume.start());
                suspensions.put(resume.vm(), resume.end().minus(begin));
            } else if (action instanceof Action.Migrate move && since.containsKey(move.vm())) {
                // Of a plan that is executed: the state of a VM that was suspended goes by migration.
                Duration begin = since.getOrDefault(move.vm(), move.start());
                suspensions.putIfAbsent(move.vm(), move.end().minus(begin));
            }
        }
        return suspensions;
    }

    /** Tells whether this plan is as short as its bound. */
    public boolean isProvenOptimal() {
        return makespan.compareTo(bound.time()) <= 0;
    }

    /** Returns makespan / bound − 1, the most by which this plan can exceed the shortest one; 0 if there is nothing to do. */
    public double gap() {
        return bound.time().isZero()
                ? 0
                : (double) makespan.toNanos() / bound.time().toNanos() - 1;
    }

    /** Returns the median of when something will be observed that is modelled to happen at a time. */
    public Duration expected(Duration modelled) {
        return around(modelled).p50();
    }

    /**
     * Returns the distribution of when something will be observed that is modelled to happen at a time: that of the makespan,
     * scaled. Where none is known, all quantiles are the modelled time.
     */
    public Estimate<Duration> around(Duration modelled) {
        if (aggregateTime.isEmpty() || makespan.isZero()) {
            return new Estimate<>(modelled, modelled, modelled, modelled, modelled, modelled, modelled);
        }
        double scale = (double) modelled.toNanos() / makespan.toNanos();
        UnaryOperator<Duration> scaled = time -> Duration.ofNanos(Math.round(time.toNanos() * scale));
        Estimate<Duration> all = aggregateTime.get();
        return new Estimate<>(
                scaled.apply(all.p05()),
                scaled.apply(all.p25()),
                scaled.apply(all.p50()),
                scaled.apply(all.p75()),
                scaled.apply(all.p90()),
                scaled.apply(all.p95()),
                scaled.apply(all.mean()));
    }

    /** Returns this plan with other alternatives. */
    public Plan with(List<Alternative> others) {
        return new Plan(batch, strategy, actions, makespan, aggregateTime, bound, others);
    }
}
