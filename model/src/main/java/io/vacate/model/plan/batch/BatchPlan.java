package io.vacate.model.plan.batch;

import io.vacate.model.estimate.Estimate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A plan of a batch, which keeps all that its problem asks for.
 *
 * @param problem name of the problem
 * @param actions by start; predecessors come before those that wait for them
 * @param makespan when the last action ends, as modelled
 * @param bound no plan can be faster, by the same model, in which VMs go the same ways at their full rates
 * @param aggregateTime the makespan as it will be seen, with intervals; empty where the physics has none
 */
public record BatchPlan(
        String problem,
        List<BatchAction> actions,
        Duration makespan,
        BatchBound bound,
        Optional<Estimate<Duration>> aggregateTime) {
    /** Copies the list. */
    public BatchPlan {
        actions = List.copyOf(actions);
    }

    /** Makes a plan of which nothing more is known. */
    public BatchPlan(String problem, List<BatchAction> actions, Duration makespan, BatchBound bound) {
        this(problem, actions, makespan, bound, Optional.empty());
    }

    /** Returns the VMs that go by a third host, with that host, to break circles of VMs that wait for each other's room. */
    public Map<String, String> detours() {
        Map<String, BatchAction.Migrate> first = new HashMap<>();
        Map<String, String> detours = new TreeMap<>();
        for (BatchAction action : actions) {
            if (action instanceof BatchAction.Migrate move) {
                BatchAction.Migrate before = first.putIfAbsent(move.vm(), move);
                if (before != null) {
                    detours.put(move.vm(), before.to());
                }
            }
        }
        return detours;
    }

    /** Returns the VMs that are suspended to break circles of VMs that wait for each other's room, and how long each stands still. */
    public Map<String, Duration> suspensions() {
        Map<String, Duration> since = new HashMap<>();
        Map<String, Duration> suspensions = new TreeMap<>();
        for (BatchAction action : actions) {
            if (action instanceof BatchAction.Suspend suspend) {
                since.put(suspend.vm(), suspend.start());
            } else if (action instanceof BatchAction.Migrate move && since.containsKey(move.vm())) {
                suspensions.put(move.vm(), move.end().minus(since.get(move.vm())));
            }
        }
        return suspensions;
    }

    /** Tells whether no plan can be faster than this. */
    public boolean isProvenOptimal() {
        return makespan.compareTo(bound.time()) <= 0;
    }
}
