package io.vacate.model.plan;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.ConstantRates;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Seconds;
import io.vacate.model.plan.search.Physics;
import io.vacate.model.plan.search.PublishedRates;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.Optional;

/** A physics of constant rates, in whole seconds: all used memory, and what hot and cold pages rewrite meanwhile, as mVM has it. */
final class PublishedFormula implements ConstantRates {
    static final PublishedFormula MVM = new PublishedFormula();

    static Physics of(Batch batch) {
        return new PublishedRates(MVM, batch.network());
    }

    @Override
    public Duration resolution() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Optional<Duration> duration(BatchVm vm, Tuning how, DataRate rate) {
        if (ModeKind.of(how.mode()) != ModeKind.PRE_COPY) {
            return Optional.empty();
        }
        DirtyCurve.HotAndCold curve = (DirtyCurve.HotAndCold) vm.profile().dirty();
        double speed = rate.bytesPerSecond() * 8 / 1e6 / 9;
        double hotRate = curve.hot().mebibytes() / Seconds.of(curve.hotPeriod());
        double coldRate = curve.cold().mebibytesPerSecond();
        if (speed <= hotRate || speed <= coldRate) {
            return Optional.empty();
        }
        double once = curve.used().mebibytes() / speed;
        double beyond = once - Seconds.of(curve.hotPeriod());
        double seconds = beyond <= 0
                ? once + hotRate * once / (speed - hotRate)
                : once
                        + (curve.hot().mebibytes() + beyond * coldRate) / (speed - coldRate)
                        + curve.hot().mebibytes() / speed * (hotRate / (speed - hotRate));
        return Optional.of(Duration.ofSeconds(Math.max(1, Math.round(seconds))));
    }
}
