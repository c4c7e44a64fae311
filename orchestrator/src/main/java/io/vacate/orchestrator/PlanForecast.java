package io.vacate.orchestrator;

import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.Estimate;
import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.StartOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Predicts a plan anew: when each action starts if it does so as soon as those have ended that it waits for. Pure. */
final class PlanForecast {
    private PlanForecast() {}

    /**
     * Returns a plan with new times.
     *
     * @param before the plan as it was
     * @param left what is left of its actions
     * @param jobs the migrations among these, in their order
     * @param predictor predicts
     */
    static Plan of(Plan before, List<Action> left, List<Predictor.Job> jobs, Predictor predictor) {
        if (jobs.isEmpty()) {
            return plan(before, left, Optional.empty());
        }
        GroupEstimate group = predictor.estimate(jobs, StartOrder.afterPredecessors(predecessors(left)));
        Map<String, Duration> ends = new HashMap<>();
        List<Action> timed = new ArrayList<>();
        int number = 0;
        boolean waitsForHosts = false;
        for (Action action : left) {
            Duration ready = action.predecessors().stream()
                    .map(id -> ends.getOrDefault(id, Duration.ZERO))
                    .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
            Duration start = ready;
            Duration takes = action.end().minus(action.start());
            if (action instanceof Action.Migrate move) {
                GroupEstimate.Member member = group.members().get(number);
                waitsForHosts |= ready.compareTo(member.start()) > 0;
                start = ready.compareTo(member.start()) > 0 ? ready : member.start();
                takes = member.latency().minus(member.start());
                timed.add(Actions.at(
                        move, start, start.plus(takes), jobs.get(number).how(), member.estimate()));
                number++;
            } else {
                timed.add(Actions.at(action, start, start.plus(takes)));
            }
            ends.put(action.id(), start.plus(takes));
        }
        timed.sort((a, b) -> a.start().compareTo(b.start()));
        // Of hosts that boot nothing was learned: then there is no interval for the whole.
        return plan(before, timed, waitsForHosts ? Optional.empty() : Optional.of(group.aggregateTime()));
    }

    private static Plan plan(Plan before, List<Action> actions, Optional<Estimate<Duration>> whole) {
        Duration makespan =
                actions.stream().map(Action::end).max(Duration::compareTo).orElse(Duration.ZERO);
        boolean isWhole = actions.size() == before.actions().size();
        Duration bound = isWhole && before.bound().time().compareTo(makespan) < 0
                ? before.bound().time()
                : Duration.ZERO;
        String reason = isWhole ? before.bound().reason() : "part of the plan is done";
        return new Plan(
                before.batch(), before.strategy(), actions, makespan, whole, new Plan.Bound(bound, reason), List.of());
    }

    /** Returns for each migration the migrations that it waits for, be it by way of other actions. */
    private static int[][] predecessors(List<Action> actions) {
        Map<String, TreeSet<Integer>> migrations = new HashMap<>();
        List<int[]> predecessors = new ArrayList<>();
        for (Action action : actions) {
            TreeSet<Integer> before = new TreeSet<>();
            action.predecessors().forEach(id -> before.addAll(migrations.getOrDefault(id, new TreeSet<>())));
            if (action instanceof Action.Migrate) {
                TreeSet<Integer> own = new TreeSet<>();
                own.add(predecessors.size());
                migrations.put(action.id(), own);
                predecessors.add(before.stream().mapToInt(Integer::intValue).toArray());
            } else {
                migrations.put(action.id(), before);
            }
        }
        return predecessors.toArray(int[][]::new);
    }
}
