package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.Optional;

/**
 * The formula of mVM, as published (V. Kherbache, E. Madelaine, F. Hermenier, "Scheduling live migration of virtual
 * machines", IEEE Transactions on Cloud Computing 2017): all used memory is copied, then what the cold pages and the hot
 * ones rewrote meanwhile. In whole seconds, at least 1.
 *
 * <p>Below the rate at which its hot pages change a migration never ends; the formula itself says nothing sensible there.
 * It knows pre-copy only. For use by any thread.
 */
public final class MvmPhysics implements MigrationPhysics {
    private static final double BITS_PER_BYTE = 8;
    private static final double BITS_PER_MEGABIT = 1e6;

    /** mVM's own allowance for the protocols: a byte costs nine bits, and a megabyte is taken for a mebibyte. */
    private static final double MEBIBYTES_PER_MEGABIT = 1 / 9.0;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Makes the physics; all are the same. */
    public MvmPhysics() {}

    @Override
    public Duration resolution() {
        return SECOND;
    }

    @Override
    public Optional<Duration> duration(BatchVm vm, ModeKind mode, DataRate rate) {
        if (mode != ModeKind.PRE_COPY) {
            return Optional.empty();
        }
        double seconds = seconds(vm.copy(), rate.bytesPerSecond() * BITS_PER_BYTE / BITS_PER_MEGABIT);
        return Double.isInfinite(seconds)
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.max(1, (long) Math.floor(seconds + 0.5))));
    }

    private static double seconds(CopyProfile copy, double megabitsPerSecond) {
        double rate = megabitsPerSecond * MEBIBYTES_PER_MEGABIT;
        double hot = copy.hot().mebibytes();
        double hotPeriod = Seconds.of(copy.hotPeriod());
        double cold = copy.cold().mebibytesPerSecond();
        double hotRate = hot / hotPeriod;
        if (rate <= hotRate || rate <= cold) {
            return Double.POSITIVE_INFINITY;
        }
        double first = copy.used().mebibytes() / rate;
        if (first <= hotPeriod) {
            return first + hotRate * first / (rate - hotRate);
        }
        return first + (hot + (first - hotPeriod) * cold) / (rate - cold) + hot / rate * (hotRate / (rate - hotRate));
    }
}
