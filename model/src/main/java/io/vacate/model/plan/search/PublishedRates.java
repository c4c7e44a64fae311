package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.ConstantRates;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.NetworkProfile;
import java.time.Duration;
import java.util.Optional;

/**
 * Somebody else's physics, which knows constant rates only.
 *
 * @param rates how long migrations take
 * @param network the network as it is told
 */
public record PublishedRates(ConstantRates rates, NetworkProfile network) implements Physics {
    @Override
    public Optional<Duration> duration(BatchVm vm, Tuning how, DataRate rate) {
        return rates.duration(vm, how, rate);
    }

    @Override
    public Duration resolution() {
        return rates.resolution();
    }

    @Override
    public Optional<Suspension> suspension(BatchVm vm, DataRate rate) {
        return Optional.empty();
    }

    @Override
    public Optional<Predictor> sharing() {
        return Optional.empty();
    }
}
