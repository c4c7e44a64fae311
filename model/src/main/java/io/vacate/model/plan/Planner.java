package io.vacate.model.plan;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.ConstantRates;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Strategy;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.plan.search.BatchSearch;
import io.vacate.model.plan.search.CalibratedRates;
import io.vacate.model.plan.search.Physics;
import io.vacate.model.plan.search.PublishedRates;
import java.util.function.Function;

/**
 * Plans a batch of migrations in the least time that it finds. It chooses destinations and modes, makes a first plan by
 * priority rules, and improves it until it is as short as the lower bound, no further improvement is to be expected, or a
 * limit ends the search.
 *
 * <p>Immutable and thread-safe; all work is done in the calling thread, by pure computation. The same batch and seed give the
 * same plan, unless a time limit or a stop ended the search.
 */
public final class Planner {
    private static final long USUAL_SEED = 1;

    private final Function<Batch, Physics> physics;
    private final long seed;

    private Planner(Function<Batch, Physics> physics, long seed) {
        this.physics = physics;
        this.seed = seed;
    }

    /** Returns the planner that predicts as {@link Predictor} does; migrations share links. */
    public static Planner of(Calibration calibration) {
        return new Planner(
                batch -> new CalibratedRates(
                        Predictor.of(batch.network(), calibration),
                        batch.limits().forcesSwitchOver()),
                USUAL_SEED);
    }

    /**
     * Returns the planner that reserves a constant rate for each migration, and takes their durations from {@code rates}. Its
     * plans have no predictions with intervals.
     */
    public static Planner of(ConstantRates rates) {
        return new Planner(batch -> new PublishedRates(rates, batch.network()), USUAL_SEED);
    }

    /** Returns this planner with another seed for its random choices; 1 unless set. */
    public Planner withSeed(long other) {
        return new Planner(physics, other);
    }

    /**
     * Plans without a time limit: {@link SearchLimits#NONE}.
     *
     * @throws io.vacate.model.batch.InfeasibleException if there is no plan, or none was found
     */
    public Plan plan(Batch batch) {
        return plan(batch, SearchLimits.NONE);
    }

    /**
     * Plans within limits.
     *
     * @param batch what to plan
     * @param limits when to end at the latest
     * @return the best plan that was found; it keeps all rules of the batch
     * @throws io.vacate.model.batch.InfeasibleException if there is no plan, or none was found within the limits
     */
    public Plan plan(Batch batch, SearchLimits limits) {
        return plan(batch, limits, () -> {});
    }

    /**
     * Checks that there is a place for each VM when all have moved. That is quick, as no order of migrations is sought: the
     * batch may still be infeasible.
     *
     * @throws io.vacate.model.batch.InfeasibleException if none was found; the message names the VM and what it lacks
     */
    public void requirePlaces(Batch batch) {
        new BatchSearch(batch, physics.apply(batch), seed, () -> 1, () -> {}).requirePlaces();
    }

    /**
     * Plans within limits, and tells when there is a first plan.
     *
     * @param first run in the calling thread, once, as soon as the search could return a plan
     * @return as {@link #plan(Batch, SearchLimits)}
     * @throws io.vacate.model.batch.InfeasibleException if there is no plan, or none was found within the limits
     */
    public Plan plan(Batch batch, SearchLimits limits, Runnable first) {
        return new BatchSearch(batch, physics.apply(batch), seed, limits.spent(), first).run();
    }

    /**
     * Plans without a search, for comparison: the shortest migration starts first, whenever fewer than {@code most} run. 1 is
     * sequential, {@link Integer#MAX_VALUE} parallel. Where rates are constant, a migration waits until its rate is free.
     *
     * @param batch what to plan
     * @param most most migrations at once, at least 1
     * @return a plan that keeps all rules of the batch
     * @throws io.vacate.model.batch.InfeasibleException if there is none of this kind
     */
    public Plan planAtOnce(Batch batch, int most) {
        return new BatchSearch(batch, physics.apply(batch), seed, () -> 1, () -> {}).atOnce(most);
    }

    /**
     * Plans by a strategy.
     *
     * @param strategy {@link Strategy#SEQUENTIAL} or {@link Strategy#PARALLEL}, for which {@code limits} do not matter, or any
     *     other for the best plan that is found
     * @throws io.vacate.model.batch.InfeasibleException if there is no such plan, or none was found by then
     */
    public Plan plan(Batch batch, Strategy strategy, SearchLimits limits) {
        return switch (strategy) {
            case SEQUENTIAL -> planAtOnce(batch, 1);
            case PARALLEL -> planAtOnce(batch, Integer.MAX_VALUE);
            default -> plan(batch, limits);
        };
    }
}
