package io.vacate.model.calibrate;

import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.internal.Median;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.simulation.FluidSimulation;
import io.vacate.model.simulation.SimulationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Calibrates from past migrations of which only the times are known: where the hypervisor tells no more, or only a log is
 * left. Immutable and thread-safe.
 *
 * @param network the hosts and links, as told
 * @param memory memory of hosts for VMs; a host that is not named has room for all
 * @param ratesAreTold whether links were told what they really carry, so that hardly any carries more; else what they were
 *     told is a mere guess, as where something other than the network sets the rate
 */
public record TimesOnly(NetworkProfile network, Map<String, DataSize> memory, boolean ratesAreTold) {
    /** Copies the map. */
    public TimesOnly {
        memory = Map.copyOf(memory);
    }

    /** Calibrates for links that carry about what they were told. */
    public TimesOnly(NetworkProfile network, Map<String, DataSize> memory) {
        this(network, memory, true);
    }

    /**
     * Calibrates where nobody knows what the links carry: the rate follows from VMs of different sizes. With VMs of one size
     * it cannot be told from the fixed costs, which are then taken to be about as assumed.
     */
    public static TimesOnly atUnknownRates(NetworkProfile network) {
        return new TimesOnly(network, Map.of(), false);
    }

    /**
     * Returns {@code before} with whole runs taken into account, old ones first: the efficiency of links, the factor of dirty
     * curves, the fixed costs of pre-copy, the slowdown by traffic in the other direction, and how far predictions by these
     * are off, each migration's and each run's. A single migration is enough.
     */
    public Calibration learn(Calibration before, List<ObservedRun> runs) {
        TimesFit fit = new TimesFit(before, ratesAreTold);
        runs.forEach(run -> fit.add(run, network));
        Calibration learned = fit.learn();
        List<Double> slowdowns = new ArrayList<>();
        NetworkProfile known = learned.apply(network);
        for (ObservedRun run : runs) {
            slowdowns.addAll(RunLessons.reverseSlowdowns(run, known, learned));
        }
        if (!slowdowns.isEmpty()) {
            // The median of all is one sample: it leaves the window to later runs.
            learned = learned.with(Quantity.REVERSE_SLOWDOWN, Median.of(slowdowns));
        }
        return withResiduals(learned, runs);
    }

    private Calibration withResiduals(Calibration learned, List<ObservedRun> runs) {
        List<Double> each = new ArrayList<>();
        List<Double> together = new ArrayList<>();
        for (ObservedRun run : runs) {
            SimulationResult predicted = simulation(learned, run).run(order());
            for (int i = 0; i < run.members().size(); i++) {
                each.add(Seconds.of(run.members().get(i).total()) / predicted.seconds(i));
            }
            together.add(Seconds.of(run.makespan()) / predicted.makespanSeconds());
        }
        return learned.with(Quantity.RESIDUAL, each).with(Quantity.GROUP_RESIDUAL, together);
    }

    /**
     * Predicts a run by what was learned.
     *
     * @param learned what was learned before the run
     * @param order when each of the run's members starts, such as {@link #order()}
     * @return the aggregate time, and each migration, in the order of the run's members
     */
    public GroupEstimate estimate(Calibration learned, ObservedRun run, StartOrder order) {
        return simulation(learned, run).estimate(order);
    }

    /** Returns the aggregate time by the model alone, past residuals not taken into account. */
    public Duration modelledMakespan(Calibration learned, ObservedRun run, StartOrder order) {
        return simulation(learned, run).run(order).makespan();
    }

    /** Returns the simulation of a run by what was learned; its jobs are numbered as the run's members. */
    FluidSimulation simulation(Calibration learned, ObservedRun run) {
        NetworkProfile known = learned.apply(network);
        return new FluidSimulation(learned.estimator(), run.jobs(known, learned), known.reverseSlowdown());
    }

    /** Returns the order in which a run's members start as links and hosts have room. */
    public StartOrder order() {
        return StartOrder.whenRoom(memory);
    }
}
