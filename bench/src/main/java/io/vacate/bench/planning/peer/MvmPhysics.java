package io.vacate.bench.planning.peer;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.ConstantRates;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.Optional;

/**
 * The formula of mVM, as published (V. Kherbache, E. Madelaine, F. Hermenier, "Scheduling live migration of virtual
 * machines", IEEE Transactions on Cloud Computing 2017): all used memory is copied, then what the cold pages and the hot
 * ones rewrote meanwhile. In whole seconds, at least 1.
 *
 * <p>Below the rate at which its hot pages change a migration never ends; the formula itself says nothing sensible there.
 * It knows pre-copy of VMs with hot and cold memory only, and takes links as sold. For use by any thread.
 */
public final class MvmPhysics implements ConstantRates {
    private static final double BITS_PER_BYTE = 8;
    private static final double BITS_PER_MEGABIT = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /** mVM's own allowance for the protocols: a byte costs nine bits, and a megabyte is taken for a mebibyte. */
    private static final double MEBIBYTES_PER_MEGABIT = 1 / 9.0;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Makes the physics; all are the same. */
    public MvmPhysics() {}

    @Override
    public Duration resolution() {
        return SECOND;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the VM's memory is not told as hot and cold
     */
    @Override
    public Optional<Duration> duration(BatchVm vm, Tuning how, DataRate rate) {
        if (ModeKind.of(how.mode()) != ModeKind.PRE_COPY) {
            return Optional.empty();
        }
        double seconds = seconds(hotAndCold(vm), rate.bytesPerSecond() * BITS_PER_BYTE / BITS_PER_MEGABIT);
        return Double.isInfinite(seconds)
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.max(1, (long) Math.floor(seconds + 0.5))));
    }

    /**
     * Returns a VM's memory as the formula sees it.
     *
     * @throws IllegalArgumentException if it is not told as hot and cold
     */
    public static DirtyCurve.HotAndCold hotAndCold(BatchVm vm) {
        if (vm.profile().dirty() instanceof DirtyCurve.HotAndCold memory) {
            return memory;
        }
        throw new IllegalArgumentException(
                "VM '%s' has a measured dirty curve, and mVM's formula needs hot and cold memory: plan it with --physics calibrated"
                        .formatted(vm.id()));
    }

    private static double seconds(DirtyCurve.HotAndCold memory, double megabitsPerSecond) {
        double rate = megabitsPerSecond * MEBIBYTES_PER_MEGABIT;
        double hot = memory.hot().mebibytes();
        double hotPeriod = memory.hotPeriod().toNanos() / NANOS_PER_SECOND;
        double cold = memory.cold().mebibytesPerSecond();
        double hotRate = hot / hotPeriod;
        if (rate <= hotRate || rate <= cold) {
            return Double.POSITIVE_INFINITY;
        }
        double first = memory.used().mebibytes() / rate;
        if (first <= hotPeriod) {
            return first + hotRate * first / (rate - hotRate);
        }
        return first + (hot + (first - hotPeriod) * cold) / (rate - cold) + hot / rate * (hotRate / (rate - hotRate));
    }
}
