package io.vacate.model.plan.search;

import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Spread;
import io.vacate.model.plan.batch.BatchAction;
import io.vacate.model.plan.batch.BatchBound;
import io.vacate.model.plan.batch.BatchHost;
import io.vacate.model.plan.batch.BatchPlan;
import io.vacate.model.plan.batch.BatchProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a plan of the starts that were found. */
final class PlanAssembly {
    private final BatchProblem problem;
    private final Clockwork clock;
    private final List<Migration> migrations;

    PlanAssembly(BatchProblem problem, Clockwork clock, List<Migration> migrations) {
        this.problem = problem;
        this.clock = clock;
        this.migrations = migrations;
    }

    /**
     * When each migration runs, after which others, and what hosts that boot under a power cap have to do with it.
     *
     * @param start by migration
     * @param end by migration
     * @param before for each migration, those that must have ended before it
     * @param boots when hosts are switched on; empty where that can be done at any time
     * @param predictions by migration, or none
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Timing(int[] start, int[] end, int[][] before, int[] boots, List<MigrationEstimate> predictions) {
        /** Returns the times of a schedule, in which each has its rate. */
        static Timing of(Jobs jobs, List<Migration> migrations, Schedule schedule) {
            int[] start = schedule.start.clone();
            int[] end = new int[jobs.count()];
            Arrays.setAll(end, job -> start[job] + jobs.duration[job]);
            Timing timing =
                    new Timing(start, end, new Predecessors(jobs, start, end).find(), schedule.boots, List.of());
            if (jobs.power.isEmpty()) {
                timing.suspendLate(jobs, migrations);
            }
            return timing;
        }

        /** VMs are suspended no sooner than others need their room. */
        private void suspendLate(Jobs jobs, List<Migration> migrations) {
            int[] latest = jobs.deadline.clone();
            for (int job = 0; job < start.length; job++) {
                for (int other : before[job]) {
                    latest[other] = Math.min(latest[other], start[job]);
                }
            }
            for (int job = 0; job < start.length; job++) {
                if (migrations.get(job).isSuspension() && latest[job] > end[job]) {
                    start[job] += latest[job] - end[job];
                    end[job] = latest[job];
                }
            }
        }
    }

    /** An action that does not know yet at which positions its predecessors come. */
    private record Draft(int rank, int start, int end, int job, BatchHost host, List<Draft> after) {}

    BatchPlan plan(Timing timing, BatchBound bound, Optional<Spread> spread) {
        int[] start = timing.start;
        int number = 0;
        List<Draft> drafts = new ArrayList<>();
        Map<String, Draft> boots = new HashMap<>();
        Map<String, List<Integer>> leaving = new HashMap<>();
        Map<String, Integer> firstArrival = new HashMap<>();
        for (int job = 0; job < start.length; job++) {
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
                int begin = timing.boots.length > 0 ? timing.boots[number++] : late;
                Draft draft = new Draft(0, begin, begin + boot, -1, host, List.of());
                boots.put(host.id(), draft);
                drafts.add(draft);
            }
        }
        Draft[] ofJob = new Draft[start.length];
        for (int job : byStart(start)) {
            List<Draft> after = new ArrayList<>();
            for (int other : timing.before[job]) {
                after.add(ofJob[other]);
            }
            Draft boot = boots.get(migrations.get(job).to().id());
            if (boot != null) {
                after.add(boot);
            }
            BatchHost from = migrations.get(job).from();
            ofJob[job] = new Draft(1, start[job], timing.end[job], job, from, after);
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
        return plan(drafts, timing, bound, spread);
    }

    private static int[] byStart(int[] start) {
        long[] keys = new long[start.length];
        Arrays.setAll(keys, job -> ((long) start[job] << 32) + job);
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    private BatchPlan plan(List<Draft> drafts, Timing timing, BatchBound bound, Optional<Spread> spread) {
        drafts.sort(Comparator.comparingInt(Draft::start).thenComparingInt(Draft::rank));
        IdentityHashMap<Draft, Integer> position = new IdentityHashMap<>();
        List<BatchAction> actions = new ArrayList<>();
        int makespan = 0;
        for (Draft draft : drafts) {
            position.put(draft, actions.size());
            List<Integer> after =
                    draft.after.stream().map(position::get).sorted().toList();
            actions.add(action(draft, after, timing.predictions));
            makespan = Math.max(makespan, draft.end);
        }
        Duration time = clock.time(makespan);
        return new BatchPlan(problem.name(), actions, time, bound, spread.map(around -> around.around(time)));
    }

    private BatchAction action(Draft draft, List<Integer> after, List<MigrationEstimate> predictions) {
        if (draft.rank == 0) {
            return new BatchAction.Boot(draft.host.id(), clock.time(draft.start), clock.time(draft.end), after);
        }
        if (draft.rank == 2) {
            return new BatchAction.Shutdown(draft.host.id(), clock.time(draft.start), clock.time(draft.end), after);
        }
        Migration migration = migrations.get(draft.job);
        if (migration.isSuspension()) {
            return new BatchAction.Suspend(
                    migration.vm().id(), migration.from().id(), clock.time(draft.start), clock.time(draft.end), after);
        }
        Optional<MigrationEstimate> prediction =
                predictions.isEmpty() ? Optional.empty() : Optional.of(predictions.get(draft.job));
        return new BatchAction.Migrate(
                migration.vm().id(),
                migration.from().id(),
                migration.to().id(),
                migration.mode(),
                clock.time(draft.start),
                clock.time(draft.end),
                prediction.map(known -> known.terms().rate()).orElse(migration.rate()),
                after,
                prediction);
    }
}
