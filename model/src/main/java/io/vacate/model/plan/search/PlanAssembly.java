package io.vacate.model.plan.search;

import io.vacate.model.plan.batch.BatchAction;
import io.vacate.model.plan.batch.BatchBound;
import io.vacate.model.plan.batch.BatchHost;
import io.vacate.model.plan.batch.BatchPlan;
import io.vacate.model.plan.batch.BatchProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Makes a plan of the starts that were found. */
final class PlanAssembly {
    private final BatchProblem problem;
    private final Clockwork clock;
    private final List<Migration> migrations;
    private final Jobs jobs;

    PlanAssembly(BatchProblem problem, Clockwork clock, List<Migration> migrations, Jobs jobs) {
        this.problem = problem;
        this.clock = clock;
        this.migrations = migrations;
        this.jobs = jobs;
    }

    /** An action that does not know yet at which positions its predecessors come. */
    private record Draft(int rank, int start, int end, int job, BatchHost host, List<Draft> after) {}

    BatchPlan plan(Schedule schedule, Bound bound) {
        int[] start = schedule.start;
        int number = 0;
        List<Draft> drafts = new ArrayList<>();
        Map<String, Draft> boots = new HashMap<>();
        Map<String, List<Integer>> leaving = new HashMap<>();
        Map<String, Integer> firstArrival = new HashMap<>();
        for (int job = 0; job < jobs.count(); job++) {
            Migration migration = migrations.get(job);
            leaving.computeIfAbsent(migration.from().id(), host -> new ArrayList<>())
                    .add(job);
            firstArrival.merge(migration.to().id(), start[job], Math::min);
        }
        for (BatchHost host : problem.hosts()) {
            if (host.boots()) {
                int boot = clock.up(host.boot());
                int earliest = clock.up(host.earliestArrival()) - boot;
                // As late as it does no harm: until then it needs no power.
                Integer arrival = firstArrival.get(host.id());
                int late = arrival == null ? earliest : Math.max(earliest, arrival - boot);
                int begin = schedule.boots.length > 0 ? schedule.boots[number++] : late;
                Draft draft = new Draft(0, begin, begin + boot, -1, host, List.of());
                boots.put(host.id(), draft);
                drafts.add(draft);
            }
        }
        Draft[] ofJob = new Draft[jobs.count()];
        int[][] before = new Predecessors(jobs, start).find();
        for (int job : byStart(start)) {
            List<Draft> after = new ArrayList<>();
            for (int other : before[job]) {
                after.add(ofJob[other]);
            }
            Draft boot = boots.get(migrations.get(job).to().id());
            if (boot != null) {
                after.add(boot);
            }
            BatchHost from = migrations.get(job).from();
            ofJob[job] = new Draft(1, start[job], start[job] + jobs.duration[job], job, from, after);
            drafts.add(ofJob[job]);
        }
        for (BatchHost host : problem.hosts()) {
            if (host.shutsDown()) {
                int begin = clock.up(host.window().notBefore());
                List<Draft> after = new ArrayList<>();
                for (int job : leaving.getOrDefault(host.id(), List.of())) {
                    begin = Math.max(begin, ofJob[job].end);
                    after.add(ofJob[job]);
                }
                drafts.add(new Draft(2, begin, begin + clock.up(host.shutdown()), -1, host, after));
            }
        }
        return plan(drafts, bound);
    }

    private static int[] byStart(int[] start) {
        long[] keys = new long[start.length];
        Arrays.setAll(keys, job -> ((long) start[job] << 32) + job);
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    private BatchPlan plan(List<Draft> drafts, Bound bound) {
        drafts.sort(Comparator.comparingInt(Draft::start).thenComparingInt(Draft::rank));
        IdentityHashMap<Draft, Integer> position = new IdentityHashMap<>();
        List<BatchAction> actions = new ArrayList<>();
        int makespan = 0;
        for (Draft draft : drafts) {
            position.put(draft, actions.size());
            List<Integer> after =
                    draft.after.stream().map(position::get).sorted().toList();
            actions.add(action(draft, after));
            makespan = Math.max(makespan, draft.end);
        }
        BatchBound least = new BatchBound(clock.time(bound.ticks()), bound.reason());
        return new BatchPlan(problem.name(), actions, clock.time(makespan), least);
    }

    private BatchAction action(Draft draft, List<Integer> after) {
        if (draft.rank == 0) {
            return new BatchAction.Boot(draft.host.id(), clock.time(draft.start), clock.time(draft.end), after);
        }
        if (draft.rank == 2) {
            return new BatchAction.Shutdown(draft.host.id(), clock.time(draft.start), clock.time(draft.end), after);
        }
        Migration migration = migrations.get(draft.job);
        return new BatchAction.Migrate(
                migration.vm().id(),
                migration.from().id(),
                migration.to().id(),
                migration.mode(),
                clock.time(draft.start),
                clock.time(draft.end),
                migration.rate(),
                after);
    }
}
