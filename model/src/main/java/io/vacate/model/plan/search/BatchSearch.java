package io.vacate.model.plan.search;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Strategy;
import io.vacate.model.plan.search.Trials.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/** Plans a batch. For one thread. */
public final class BatchSearch {
    /** So often a search asks whether to stop that only shows what other rates are good for. */
    private static final int ATTEMPTS_FOR_A_RATE = 300;

    /** So often a search asks in vain whether to stop before circles are broken. */
    private static final int MOST_IN_VAIN = 300;

    /**
     * So many jobs are placed in search of constant rates where migrations share links in the end: it is only where the search
     * for these begins.
     */
    private static final int PLACED_BEFORE_SHARING = 60_000;

    /** So many orders are tried of however many jobs. */
    private static final int LEAST_ORDERS = 30;

    /** Part of the time in which plans of constant rates are sought, where migrations share links in the end. */
    private static final double SHARE_OF_CONSTANT_RATES = 0.25;

    private final Batch problem;
    private final Physics physics;
    private final Choices choices;
    private final long seed;
    private final DoubleSupplier spent;
    /** Whether the search for constant rates ends. */
    private final BooleanSupplier stop;

    private final Runnable first;

    /**
     * Makes a search.
     *
     * @param problem what to plan
     * @param physics how long migrations take
     * @param seed of chance
     * @param spent asked now and then for the share of the time that is over; from 1 on it ends with the best that was found
     * @param first run when there is a plan
     */
    public BatchSearch(Batch problem, Physics physics, long seed, DoubleSupplier spent, Runnable first) {
        this.problem = problem;
        this.physics = physics;
        this.seed = seed;
        this.spent = spent;
        double share = mayShare() ? SHARE_OF_CONSTANT_RATES : 1;
        stop = () -> spent.getAsDouble() >= share;
        boolean[] told = new boolean[1];
        this.first = () -> {
            if (!told[0]) {
                told[0] = true;
                first.run();
            }
        };
        choices = new Choices(problem, physics);
    }

    /** Tells whether migrations share links in the end; under a power cap each has a constant rate. */
    private boolean mayShare() {
        return physics.sharing().isPresent() && problem.limits().powerCapWatts().isEmpty();
    }

    /** Finds a place for each VM, and nothing more; what it finds wrong it throws. */
    public void requirePlaces() {
        // Building the jobs checks what hosts hold in the end, of VMs too that have no choice.
        JobsBuilder.sharing(problem, choices.clock(), new Destinations(choices).choose(false));
    }

    /** Returns the best plan that was found. */
    public Plan run() {
        List<Migration> direct = new Destinations(choices).choose();
        Attempt attempt = attempt(direct, MOST_IN_VAIN);
        if (attempt.best.isEmpty() && attempt.stuck.length > 0) {
            attempt = new Circles(choices, seed)
                    .broken(direct, attempt.stuck)
                    .map(this::improved)
                    .orElseGet(() -> attempt(direct, Integer.MAX_VALUE));
        }
        return plan(physics.sharing().isEmpty() ? withRates(attempt) : attempt);
    }

    private Attempt improved(Trial trial) {
        first.run();
        return attempt(trial.migrations(), Integer.MAX_VALUE).or(trial.schedule());
    }

    /** Where no link is busy all the time, lower rates may help. */
    private Attempt withRates(Attempt full) {
        if (full.best.isEmpty() || full.cost() <= Rates.least(full.jobs) || stop.getAsBoolean()) {
            return full;
        }
        return new Rates(choices)
                .better(
                        full.migrations,
                        full.cost(),
                        changed -> {
                            int[] asked = new int[1];
                            return attempt(changed, found -> stop.getAsBoolean() || ++asked[0] > ATTEMPTS_FOR_A_RATE);
                        },
                        Attempt::cost)
                .map(slower -> slower.atMost(full.bound))
                .orElse(full);
    }

    private Plan plan(Attempt attempt) {
        Jobs jobs = attempt.jobs;
        List<Migration> migrations = attempt.migrations;
        if (attempt.best.isEmpty()) {
            throw new InfeasibleException(Failures.stuck(jobs, migrations, attempt.stuck, choices));
        }
        Schedule best = attempt.best.get();
        if (best.lateness > 0) {
            throw new InfeasibleException(Failures.late(jobs, migrations, best, choices.clock()));
        }
        PlanAssembly.Timing timing = PlanAssembly.Timing.of(jobs, migrations, new Preference(jobs, stop).in(best));
        return shared(migrations)
                .flatMap(search -> search.run(timing))
                .orElseGet(() -> assembled(migrations, timing, bound(attempt.bound)));
    }

    /** Returns the search for migrations that share links; empty where rates are constant. */
    private Optional<SharedSearch> shared(List<Migration> migrations) {
        return physics.sharing()
                .filter(predictor -> mayShare())
                .filter(predictor -> migrations.stream().allMatch(move -> move.part() == Migration.Part.WHOLE))
                .map(predictor ->
                        new SharedSearch(problem, migrations, predictor, seed, () -> spent.getAsDouble() >= 1));
    }

    private Plan assembled(List<Migration> migrations, PlanAssembly.Timing timing, Plan.Bound bound) {
        return new PlanAssembly(problem, choices.clock(), migrations)
                .plan(timing.predictedBy(physics.sharing(), migrations), Strategy.MIXED, bound, physics.sharing());
    }

    /** Migrations that a schedule was sought for. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Attempt(List<Migration> migrations, Jobs jobs, Bound bound, Optional<Schedule> best, int[] stuck) {
        /** Returns the makespan; more than any if there is none, or a deadline is missed. */
        int cost() {
            return best.filter(schedule -> schedule.lateness == 0)
                    .map(schedule -> schedule.makespan)
                    .orElse(Integer.MAX_VALUE);
        }

        /** Returns the attempt with another schedule if it has none. */
        Attempt or(Optional<Schedule> other) {
            return new Attempt(migrations, jobs, bound, best.or(() -> other), stuck);
        }

        /** Returns the attempt with a bound of other migrations, which may be wrong by the grid's rounding. */
        Attempt atMost(Bound other) {
            Bound kept = other.ticks() <= cost() ? other : new Bound(cost(), other.reason());
            return new Attempt(migrations, jobs, kept, best, stuck);
        }
    }

    /** Searches until told to stop, or enough was tried, or that often asked without a schedule. */
    private Attempt attempt(List<Migration> migrations, int inVain) {
        int most = mayShare()
                ? Math.max(LEAST_ORDERS, PLACED_BEFORE_SHARING / Math.max(1, migrations.size()))
                : Integer.MAX_VALUE;
        int[] asked = new int[1];
        int[] improved = new int[1];
        return attempt(
                migrations, found -> stop.getAsBoolean() || (found ? ++improved[0] > most : ++asked[0] > inVain));
    }

    /** Whether to stop, by whether there is a schedule. */
    private interface Enough {
        boolean is(boolean found);
    }

    private Attempt attempt(List<Migration> migrations, Enough enough) {
        Jobs jobs = JobsBuilder.build(problem, choices.clock(), migrations);
        Bound bound = Bounds.of(jobs, migrations);
        Grid grid = Grid.of(jobs);
        boolean[] found = new boolean[1];
        Levels levels = new Levels(
                grid.coarse(jobs), grid.target(jobs, bound.ticks()), seed, () -> enough.is(found[0]), schedule -> {
                    found[0] = true;
                    first.run();
                });
        Optional<Schedule> best = levels.run().map(schedule -> grid.fine(jobs, schedule));
        return new Attempt(migrations, jobs, bound, best, levels.stuck());
    }

    private Plan.Bound bound(Bound bound) {
        return new Plan.Bound(choices.clock().time(bound.ticks()), bound.reason());
    }

    /**
     * Returns the plan in which at most so many migrations run at once, the shortest first; as many as there is room for where
     * nothing shares links.
     */
    public Plan atOnce(int most) {
        List<Migration> migrations = new Destinations(choices).choose();
        Optional<SharedSearch> sharing = shared(migrations);
        if (sharing.isPresent()) {
            return sharing.get().atOnce(most);
        }
        Jobs jobs = JobsBuilder.build(
                problem.with(problem.limits().withMigrationsAtOnce(most)), choices.clock(), migrations);
        int[] order = IntStream.range(0, jobs.count())
                .boxed()
                .sorted(Comparator.comparingInt(job -> jobs.duration[job]))
                .mapToInt(Integer::intValue)
                .toArray();
        Bound bound = Bounds.of(jobs, migrations);
        Improvement greedy = new Improvement(jobs, bound.ticks(), false, seed, () -> true, schedule -> {});
        Schedule schedule = greedy.run(List.of(order), 0)
                .filter(found -> found.lateness == 0)
                .orElseThrow(() -> new InfeasibleException(
                        "%s: no plan was found with %d at once, the shortest first".formatted(problem.name(), most)));
        return assembled(migrations, PlanAssembly.Timing.of(jobs, migrations, schedule), bound(bound));
    }
}
