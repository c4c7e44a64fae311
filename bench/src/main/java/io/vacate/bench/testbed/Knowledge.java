package io.vacate.bench.testbed;

import io.vacate.api.unit.DataRate;
import io.vacate.bench.naive.Naive;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.simulation.FluidSimulation;
import io.vacate.model.simulation.MigrationEstimator;
import io.vacate.model.simulation.SimulatedJob;
import io.vacate.model.simulation.SimulationResult;
import java.util.List;

/**
 * What is known of the hosts on one kind of link: what an operator tells, and what one small idle VM taught.
 *
 * @param learned what it taught
 * @param network the hosts and links, with what was learned in place of what was told
 * @param curves which dirty curves are known of VMs
 */
record Knowledge(Calibration learned, NetworkProfile network, Curves curves) {
    private static final List<String> HOSTS = List.of("h1", "h2", "h3");
    private static final long NO_LIMIT_MEGABITS = 100_000;
    /** All hosts share the two processors of one machine, and two of them have to do with a migration. */
    private static final double PROCESSORS_OF_EACH = 1;

    /** Which dirty curves of VMs the model is told. */
    enum Curves {
        /** What the guests were asked to write, as an operator knows a job. */
        ASKED_FOR,
        /** What the hypervisor measured before. */
        MEASURED
    }

    /** Learns from the migrations of the one VM that everything is calibrated on. */
    static Knowledge of(String link, List<MeasuredMigration> rows, Curves curves) {
        long speed = link.isEmpty() ? NO_LIMIT_MEGABITS : Math.round(Double.parseDouble(link));
        NetworkProfile told = NetworkProfile.star(HOSTS, DataRate.ofMegabitsPerSecond(speed))
                .withHosts(host -> host.withProcessors(PROCESSORS_OF_EACH));
        Calibration learned = Calibration.prior();
        for (MeasuredMigration row : rows) {
            if (row.calibrates() && row.completed()) {
                learned = learned.updatedWith(row.observation());
            }
        }
        return new Knowledge(learned, learned.apply(told), curves);
    }

    /** Predicts a migration alone, in seconds. */
    double seconds(MeasuredMigration row) {
        SimulatedJob job = job(row);
        return estimator().seconds(job.vm(), job.path(), job.tuning());
    }

    /** Predicts a migration alone by a formula of others, in seconds, told the rate that one migration reaches here. */
    double seconds(MeasuredMigration row, Naive naive) {
        double megabits = network.path(row.from(), row.to()).rateAlone().bytesPerSecond() * Byte.SIZE / 1e6;
        return naive.seconds(row.forNaive(), megabits);
    }

    /** Predicts a group. */
    SimulationResult simulate(List<MeasuredMigration> group, StartOrder order) {
        List<SimulatedJob> jobs = group.stream().map(this::job).toList();
        return new FluidSimulation(estimator(), jobs, network.reverseSlowdown()).run(order);
    }

    private MigrationEstimator estimator() {
        return MigrationEstimator.PRIOR.with(learned.hypervisor());
    }

    private SimulatedJob job(MeasuredMigration row) {
        return new SimulatedJob(learned.apply(row.vm(curves)), network.path(row.from(), row.to()), row.tuning());
    }
}
