package io.vacate.model.plan.search;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Plan.Alternative;
import io.vacate.model.batch.Strategy;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.internal.Seconds;
import io.vacate.model.plan.lanes.Choice;
import io.vacate.model.plan.lanes.LaneRuns;
import io.vacate.model.plan.lanes.LaneRuns.Run;
import io.vacate.model.plan.lanes.LaneSearch;
import io.vacate.model.plan.lanes.LoadBound;
import io.vacate.model.plan.lanes.Score;
import io.vacate.model.simulation.Patience;
import io.vacate.model.simulation.SimulationResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Plans a batch whose migrations share links, judged by the fluid simulation: as a plan of constant rates orders it, with so
 * many at once, with so many on each link; then by changes of the best of these. For one thread.
 */
final class SharedSearch {
    private static final double MILLIS = 1e3;
    private static final int MOST_TRIES = 20_000;
    /** So many jobs are simulated in tries, as time must not decide which plan is found. */
    private static final int SIMULATED = 150_000;
    /** Of large numbers at once every tenth part more is tried: they hardly differ. */
    private static final int SOME = 10;
    /** Of so many migrations, only numbers at once that double are tried: a simulation takes long. */
    private static final int MANY = 500;

    private final Batch problem;
    private final List<Migration> migrations;
    private final Predictor predictor;
    private final SharedBatch batch;
    private final LaneRuns runs;
    private final LaneSearch search;

    SharedSearch(Batch problem, List<Migration> migrations, Predictor predictor, long seed, BooleanSupplier stop) {
        this.problem = problem;
        this.migrations = migrations;
        this.predictor = predictor;
        batch = new SharedBatch(problem, migrations, predictor);
        runs = new LaneRuns(batch.lanes());
        search = new LaneSearch(runs, seed, stop);
    }

    /** Returns the best plan; empty if none keeps all deadlines, or some VM would not converge although it must. */
    Optional<Plan> run(PlanAssembly.Timing reserved) {
        if (migrations.isEmpty()) {
            return Optional.empty();
        }
        Run handedOn = new Run(batch.run(reserved.before()), reserved.before());
        search.expect(runs.score(handedOn.result()));
        search.aimAt(Seconds.of(batch.bound().time()));
        List<Integer> shortest = batch.shortestFirst();
        List<Integer> longest = new ArrayList<>(shortest);
        Collections.reverse(longest);
        List<Alternative> simple = simple(shortest);
        batch.byNeed().forEach(search::consider);
        for (List<Integer> order : List.of(byStart(reserved.start()), longest, shortest)) {
            search.tryOrder(order, migrations.size() <= MANY);
        }
        search.improve(Math.min(MOST_TRIES, SIMULATED / migrations.size()));
        Strategy strategy = search.best().map(this::strategy).orElse(Strategy.MIXED);
        return search.best()
                .flatMap(runs::run)
                .or(() -> Optional.of(handedOn))
                .filter(run -> isKept(runs.score(run.result())))
                .map(run -> plan(run, strategy))
                .map(plan -> plan.with(simple.stream()
                        .filter(other -> other.strategy() != strategy)
                        .toList()));
    }

    /**
     * Considers the strategies that need no search, without any stop, so that the plan is never longer than one of them;
     * returns what each leads to, the best first.
     */
    private List<Alternative> simple(List<Integer> shortest) {
        int count = shortest.size();
        List<Alternative> found = new ArrayList<>();
        Optional<Alternative> some = Optional.empty();
        for (int most = 1; most < count; most += count > MANY ? most : 1 + most / SOME) {
            Choice choice = Choice.atOnce(shortest, most);
            if (most == 1) {
                alternative(choice, Patience.ENDLESS).ifPresent(found::add);
            } else {
                Optional<Alternative> before = some;
                some = alternative(choice, before.map(SharedSearch::patience).orElse(Patience.ENDLESS))
                        .or(() -> before);
            }
        }
        some.ifPresent(found::add);
        alternative(Choice.atOnce(shortest, Integer.MAX_VALUE), Patience.ENDLESS)
                .ifPresent(found::add);
        found.sort(Comparator.comparing(Alternative::makespan));
        return found;
    }

    private static Patience patience(Alternative known) {
        return new Patience(Seconds.of(known.makespan()), Integer.MAX_VALUE);
    }

    private Optional<Alternative> alternative(Choice choice, Patience patience) {
        return runs.result(choice, patience).map(result -> {
            Score score = runs.score(result);
            search.offer(choice, score);
            return new Alternative(
                    strategy(choice),
                    mostAtOnce(result),
                    Seconds.toDuration(score.makespan()),
                    result.totalDowntime(),
                    result.forcedCount());
        });
    }

    private static int mostAtOnce(SimulationResult result) {
        int n = result.size();
        long[] changes = new long[2 * n];
        for (int job = 0; job < n; job++) {
            // Of what happens at one moment, ends come first.
            changes[2 * job] = 2 * result.start(job).toNanos() + 1;
            changes[2 * job + 1] = 2 * result.end(job).toNanos();
        }
        Arrays.sort(changes);
        int running = 0;
        int most = 0;
        for (long change : changes) {
            running += (change & 1) == 1 ? 1 : -1;
            most = Math.max(most, running);
        }
        return most;
    }

    /** Returns what a choice is called. */
    private Strategy strategy(Choice choice) {
        double[] shares = choice.shares();
        boolean isFree = Arrays.stream(shares).allMatch(share -> share == 0);
        if (choice.most() == 1) {
            return Strategy.SEQUENTIAL;
        }
        if (choice.most() < shares.length) {
            return isFree ? Strategy.K_PARALLEL : Strategy.MIXED;
        }
        if (isFree) {
            return Strategy.PARALLEL;
        }
        return Arrays.stream(shares).allMatch(share -> share == 1) ? Strategy.SEQUENTIAL_PER_LINK : Strategy.MIXED;
    }

    private boolean isKept(Score score) {
        return score.lateness() == 0 && (score.forced() == 0 || problem.limits().forcesSwitchOver());
    }

    /**
     * Returns the plan in which at most so many run at once, the shortest first. Who asks for it gets it, be it that some VM will
     * not converge beside the others: its prediction says so.
     */
    Plan atOnce(int most) {
        Choice choice = Choice.atOnce(batch.shortestFirst(), most);
        return runs.run(choice)
                .filter(run -> runs.score(run.result()).lateness() == 0)
                .map(run -> plan(run, strategy(choice)))
                .orElseThrow(() -> new InfeasibleException(
                        "%s: with %s at once, the shortest first, some VM has no room, or is late"
                                .formatted(problem.name(), most == Integer.MAX_VALUE ? "all" : most)));
    }

    private static List<Integer> byStart(int[] start) {
        return IntStream.range(0, start.length)
                .boxed()
                .sorted(Comparator.comparingInt(job -> start[job]))
                .toList();
    }

    private Plan plan(Run run, Strategy strategy) {
        Jobs jobs = batch.jobs();
        SimulationResult result = run.result();
        int n = jobs.count();
        int[] start = new int[n];
        int[] end = new int[n];
        Arrays.setAll(start, job -> ticks(Seconds.of(result.start(job))));
        Arrays.setAll(end, job -> Math.max(start[job] + 1, ticks(Seconds.of(result.end(job)))));
        int[][] handedOn = new Predecessors(jobs, start, end).find();
        int[][] before = new int[n][];
        for (int job = 0; job < n; job++) {
            before[job] = IntStream.concat(Arrays.stream(handedOn[job]), Arrays.stream(run.predecessors()[job]))
                    .sorted()
                    .distinct()
                    .toArray();
        }
        LoadBound bound = batch.bound();
        return new PlanAssembly(problem, SharedBatch.clock(), migrations)
                .plan(
                        new PlanAssembly.Timing(start, end, before, new int[0], batch.predictions(result)),
                        strategy,
                        new Plan.Bound(bound.time(), bound.reason()),
                        Optional.of(predictor));
    }

    private static int ticks(double seconds) {
        return (int) Math.ceil(seconds * MILLIS);
    }
}
