package io.vacate.model.calibrate;

import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import io.vacate.model.rounds.PreCopy;
import io.vacate.model.simulation.FluidSimulation;
import io.vacate.model.simulation.MigrationEstimator;
import io.vacate.model.simulation.SimulatedJob;
import java.util.List;

/**
 * Predicts migrations over a network with what was learned of VMs, paths, links, hosts and fixed costs. All of it is applied
 * here, once: pass VMs and the network as drivers or people describe them, not as {@link Calibration} has changed them.
 *
 * <p>Memory is sent in rounds over the VM's dirty curve after Clark et al., "Live Migration of Virtual Machines", NSDI 2005; migrations that run at once share links
 * max-min fairly (Bertsekas and Gallager, "Data Networks", 2nd edition, section 6.5.2). Intervals come from how far earlier
 * predictions were off.
 *
 * <p>Immutable and thread-safe. Predicting asks no host and reads no clock.
 */
public final class Predictor {
    /**
     * Most that the rounds of pre-copy may send, as a multiple of the first round, before a migration counts as not
     * converging.
     */
    public static final double SEND_BUDGET = PreCopy.SEND_BUDGET;

    private final Calibration calibration;
    private final NetworkProfile network;
    private final MigrationEstimator estimator;

    private Predictor(NetworkProfile told, Calibration calibration) {
        this.calibration = calibration;
        network = calibration.apply(told);
        estimator = calibration.estimator();
    }

    /**
     * Returns a predictor for a network.
     *
     * @param network hosts and links as described; what was learned corrects them
     * @param calibration what was learned
     */
    public static Predictor of(NetworkProfile network, Calibration calibration) {
        return new Predictor(network, calibration);
    }

    /** Returns a predictor that has learned nothing: {@link Calibration#prior()}. */
    public static Predictor of(NetworkProfile network) {
        return of(network, Calibration.prior());
    }

    /**
     * A migration to be predicted.
     *
     * @param vm the VM, as its driver describes it
     * @param from name of the host that it leaves
     * @param to name of the host that it reaches
     * @param how mode and options
     */
    public record Job(VmProfile vm, String from, String to, Tuning how) {
        /** Returns a plain pre-copy. */
        public static Job of(VmProfile vm, String from, String to) {
            return new Job(vm, from, to, Tuning.PRE_COPY);
        }
    }

    /** Returns what was learned. */
    public Calibration calibration() {
        return calibration;
    }

    /** Returns the network as it was learned to be: what paths and capacities predictions use. */
    public NetworkProfile network() {
        return network;
    }

    /** Returns a VM as it was learned to be: what estimates are made of. */
    public VmProfile learned(VmProfile told) {
        return calibration.apply(told);
    }

    /**
     * Predicts a migration that shares no link with others.
     *
     * @return its total time, downtime and data with intervals, and whether it converges
     * @throws IllegalArgumentException if a host is unknown, or nothing connects the two; the message names them
     */
    public MigrationEstimate estimate(Job job) {
        return estimator.estimate(learned(job.vm()), network.path(job.from(), job.to()), job.how());
    }

    /** Predicts the plain pre-copy of a VM, as {@link #estimate(Job)}. */
    public MigrationEstimate estimate(VmProfile vm, String from, String to) {
        return estimate(Job.of(vm, from, to));
    }

    /**
     * Predicts several migrations that share links and hosts.
     *
     * @param jobs the migrations; {@code order} refers to them by their positions, from 0
     * @param order when each of them starts
     * @return the aggregate time, and each migration among the others, in the order of {@code jobs}
     * @throws IllegalArgumentException if a host is unknown, nothing connects two, or {@code order} is not of these jobs
     */
    public GroupEstimate estimate(List<Job> jobs, StartOrder order) {
        return simulation(jobs).estimate(order);
    }

    private FluidSimulation simulation(List<Job> jobs) {
        List<SimulatedJob> learned = jobs.stream()
                .map(job -> new SimulatedJob(learned(job.vm()), network.path(job.from(), job.to()), job.how()))
                .toList();
        return new FluidSimulation(estimator, learned, network.reverseSlowdown());
    }
}
