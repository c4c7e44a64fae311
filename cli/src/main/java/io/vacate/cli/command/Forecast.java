package io.vacate.cli.command;

import io.vacate.api.unit.DataRate;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.estimate.FluidSimulation;
import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.SimulatedJob;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.plan.PlanningProblem;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.util.List;
import java.util.Optional;

/** Predicts from one host to another by what was learned. Immutable. */
final class Forecast {
    private final Calibration calibration;
    private final NetworkProfile network;
    private final String from;
    private final String to;
    private final DataRate limit;

    /** @param network as told; what was learned of it corrects it */
    Forecast(Calibration calibration, NetworkProfile network, String from, String to, Optional<DataRate> limit) {
        this.calibration = calibration;
        this.network = calibration.apply(network);
        this.from = from;
        this.to = to;
        this.limit = limit.orElse(HostProfile.UNLIMITED);
    }

    /** Predicts by what a plan was made of. */
    static Forecast of(PlanningProblem problem, String from, String to, Optional<DataRate> limit) {
        return new Forecast(problem.calibration(), problem.network(), from, to, limit);
    }

    private Tuning tuning(NamedMode mode) {
        return Tuning.of(mode.mode()).limitedTo(limit);
    }

    /** Predicts the migration of a VM that is alone. */
    MigrationEstimate alone(VmProfile vm, NamedMode mode) {
        return calibration.estimator().estimate(calibration.apply(vm), network.path(from, to), tuning(mode));
    }

    /** Predicts the migration of several VMs. */
    GroupEstimate group(List<VmProfile> vms, NamedMode mode, StartOrder order) {
        List<SimulatedJob> jobs = vms.stream()
                .map(vm -> new SimulatedJob(calibration.apply(vm), network.path(from, to), tuning(mode)))
                .toList();
        return new FluidSimulation(calibration.estimator(), jobs, network.reverseSlowdown()).estimate(order);
    }
}
