package io.vacate.cli.command;

import io.vacate.api.unit.DataRate;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.execute.VmMove;
import java.util.List;
import java.util.Optional;

/** Predicts from one host to another by what was learned. Immutable. */
final class Forecast {
    private final Predictor predictor;
    private final String from;
    private final String to;
    private final DataRate limit;

    Forecast(Predictor predictor, String from, String to, Optional<DataRate> limit) {
        this.predictor = predictor;
        this.from = from;
        this.to = to;
        this.limit = limit.orElse(HostProfile.UNLIMITED);
    }

    /** Predicts by what a plan was made of, between the hosts of a move. */
    static Forecast of(PreparedEvacuation prepared, VmMove move, Optional<DataRate> limit) {
        Predictor predictor = Predictor.of(prepared.batch().network(), prepared.learned());
        return new Forecast(predictor, move.planned().from(), move.planned().to(), limit);
    }

    private Predictor.Job job(VmProfile vm, NamedMode mode) {
        return new Predictor.Job(vm, from, to, Tuning.of(mode.mode()).limitedTo(limit));
    }

    /** Predicts the migration of a VM that is alone. */
    MigrationEstimate alone(VmProfile vm, NamedMode mode) {
        return predictor.estimate(job(vm, mode));
    }

    /** Predicts the migration of several VMs. */
    GroupEstimate group(List<VmProfile> vms, NamedMode mode, StartOrder order) {
        return predictor.estimate(vms.stream().map(vm -> job(vm, mode)).toList(), order);
    }
}
