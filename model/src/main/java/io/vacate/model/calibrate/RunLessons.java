package io.vacate.model.calibrate;

import io.vacate.model.estimate.StartOrder;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.simulation.FluidSimulation;
import io.vacate.model.simulation.MigrationEstimator;
import io.vacate.model.simulation.SimulatedJob;
import io.vacate.model.simulation.SimulationResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What the migrations of a run say of traffic in the other direction that met that, and no other traffic, by turning the
 * model around: which slowdown would explain the time? It is found by bisection, as times only rise with it. The run is
 * simulated with the starts that were seen.
 */
final class RunLessons {
    /** A prediction that others change by less than this share counts as undisturbed. */
    private static final double UNDISTURBED = 0.01;

    private static final double MOST_SLOWDOWN = 0.9;
    private static final int HALVINGS = 12;

    private final ObservedRun run;
    private final StartOrder order;
    private final MigrationEstimator estimator;
    private final List<SimulatedJob> jobs;

    private RunLessons(ObservedRun run, NetworkProfile known, Calibration before) {
        this.run = run;
        order = run.asStarted();
        estimator = before.estimator();
        jobs = run.jobs(known, before);
    }

    /**
     * Returns a slowdown for each migration that met traffic in the other direction for half of its way or more.
     *
     * @param known the network as it was learned to be
     */
    static List<Double> reverseSlowdowns(ObservedRun run, NetworkProfile known, Calibration before) {
        return new RunLessons(run, known, before).slowdowns();
    }

    private List<Double> slowdowns() {
        List<Double> found = new ArrayList<>();
        SimulationResult without = simulate(0);
        SimulationResult with = simulate(NetworkProfile.PRIOR_REVERSE_SLOWDOWN);
        for (int job = 0; job < jobs.size(); job++) {
            SimulatedJob alone = jobs.get(job);
            double undisturbed = estimator.seconds(alone.vm(), alone.path(), alone.tuning());
            boolean shares = Math.abs(without.seconds(job) - undisturbed) > UNDISTURBED * undisturbed;
            boolean meets = with.seconds(job) > without.seconds(job) * (1 + NetworkProfile.PRIOR_REVERSE_SLOWDOWN / 2);
            if (meets && !shares) {
                found.add(slowdown(job));
            }
        }
        return found;
    }

    private double slowdown(int job) {
        double actual = Seconds.of(run.members().get(job).total());
        double low = 0;
        double high = MOST_SLOWDOWN;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (simulate(middle).seconds(job) < actual) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private SimulationResult simulate(double slowdown) {
        return new FluidSimulation(estimator, jobs, slowdown).run(order);
    }
}
