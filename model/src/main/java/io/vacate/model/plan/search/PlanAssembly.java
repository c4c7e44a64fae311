package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Strategy;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.simulation.MigrationEstimator;
import io.vacate.model.simulation.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a plan of the starts that were found. */
final class PlanAssembly {
    private final Batch problem;
    private final Clockwork clock;
    private final List<Migration> migrations;

    PlanAssembly(Batch problem, Clockwork clock, List<Migration> migrations) {
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

        /** Returns the same with what is predicted of each migration at its own rate, unless that is known already. */
        Timing predictedBy(Optional<Predictor> predictor, List<Migration> migrations) {
            if (predictor.isEmpty() || !predictions.isEmpty()) {
                return this;
            }
            Predictor known = predictor.get();
            MigrationEstimator estimator = Estimators.of(known);
            List<MigrationEstimate> each = migrations.stream()
                    .map(move -> estimator.estimate(known.learned(move.vm().profile()), move.rate(), move.how()))
                    .toList();
            return new Timing(start, end, before, boots, each);
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

    Plan plan(Timing timing, Strategy strategy, Plan.Bound bound, Optional<Predictor> predictor) {
        List<Action> actions = actions(timing);
        Duration makespan =
                actions.stream().map(Action::end).max(Duration::compareTo).orElse(Duration.ZERO);
        return new Plan(
                problem.name(),
                strategy,
                actions,
                makespan,
                predictor.map(known -> spread(known).around(makespan)),
                bound,
                List.of());
    }

    /** How far reality lies from the aggregate time: a single migration is no group. */
    private Spread spread(Predictor predictor) {
        MigrationEstimator estimator = Estimators.of(predictor);
        return migrations.size() == 1 ? estimator.spread() : estimator.groupSpread();
    }

    private List<Action> actions(Timing timing) {
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
        return actions(drafts, timing);
    }

    private static int[] byStart(int[] start) {
        long[] keys = new long[start.length];
        Arrays.setAll(keys, job -> ((long) start[job] << 32) + job);
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    private List<Action> actions(List<Draft> drafts, Timing timing) {
        drafts.sort(Comparator.comparingInt(Draft::start).thenComparingInt(Draft::rank));
        IdentityHashMap<Draft, String> ids = new IdentityHashMap<>();
        Set<String> used = new HashSet<>();
        List<Action> actions = new ArrayList<>();
        for (Draft draft : drafts) {
            String id = id(draft);
            // A VM that goes by a third host moves twice.
            String unique = used.add(id) ? id : id + " on";
            used.add(unique);
            ids.put(draft, unique);
            List<String> after = draft.after.stream().map(ids::get).distinct().toList();
            actions.add(action(draft, unique, after, timing.predictions));
        }
        return actions;
    }

    private String id(Draft draft) {
        if (draft.job < 0) {
            return (draft.rank == 0 ? "boot " : "shutdown ") + draft.host.id();
        }
        Migration migration = migrations.get(draft.job);
        return switch (migration.part()) {
            case WHOLE -> "migrate " + migration.vm().id();
            case SUSPEND -> "suspend " + migration.vm().id();
            case RESUME -> "resume " + migration.vm().id();
        };
    }

    private Action action(Draft draft, String id, List<String> after, List<MigrationEstimate> predictions) {
        Duration start = clock.time(draft.start);
        Duration end = clock.time(draft.end);
        if (draft.rank == 0) {
            return new Action.Boot(id, draft.host.id(), start, end, after);
        }
        if (draft.rank == 2) {
            return new Action.Shutdown(id, draft.host.id(), start, end, after);
        }
        Migration move = migrations.get(draft.job);
        String vm = move.vm().id();
        String from = move.from().id();
        String to = move.to().id();
        return switch (move.part()) {
            case SUSPEND -> new Action.Suspend(id, vm, from, start, end, after);
            case RESUME -> new Action.Resume(id, vm, from, to, start, end, move.rate(), after);
            case WHOLE -> {
                Optional<MigrationEstimate> prediction =
                        predictions.isEmpty() ? Optional.empty() : Optional.of(predictions.get(draft.job));
                DataRate rate = prediction.map(known -> known.terms().rate()).orElse(move.rate());
                yield new Action.Migrate(id, vm, from, to, move.how(), start, end, rate, after, prediction);
            }
        };
    }
}
