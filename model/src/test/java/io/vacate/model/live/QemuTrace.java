package io.vacate.model.live;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.profile.FixedCosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * A made-up QEMU migration, sampled as a driver would: an 8 GiB guest whose zero pages come early and late, as in the
 * traces of LordWicked/live-migration-thesis-code, at QEMU's default limit of 128 MiB/s.
 */
final class QemuTrace {
    static final double MIB = 1 << 20;
    static final double RATE = 129 * MIB;
    static final double LIMIT_SECONDS = 0.3;
    static final FixedCosts NO_COSTS = new FixedCosts(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final double TOTAL = 8192 * MIB;
    private static final double TICK = 0.1;
    private static final double ZERO_SHARE_EARLY = 0.45;
    private static final double HEADER_SHARE = 8.0 / 4096;

    private final double used;
    private final DoubleUnaryOperator dirty;
    private final Random random;
    private final double sampleSeconds;
    private double loadStops = Double.POSITIVE_INFINITY;
    private double giveUp = 150;

    /**
     * A migration.
     *
     * @param usedMib memory that is not zero
     * @param dirty D(τ) in MiB of seconds
     * @param seed of the noise: 5 % on each round, 2 % on the used memory
     * @param sampleSeconds between samples
     */
    QemuTrace(double usedMib, DoubleUnaryOperator dirty, long seed, double sampleSeconds) {
        random = new Random(seed);
        used = usedMib * MIB * (1 + 0.02 * random.nextGaussian());
        this.dirty = dirty;
        this.sampleSeconds = sampleSeconds;
    }

    /** Nearly all of the load stops at that time: a tenth goes on. */
    QemuTrace loadStopsAt(double seconds) {
        loadStops = seconds;
        giveUp = seconds + 60;
        return this;
    }

    /** D(τ) through a round of {@code seconds} that rewrote {@code mib}, as a power law that is straight below 0.25 s. */
    static DoubleUnaryOperator power(double seconds, double mib, double exponent) {
        return tau -> {
            double at = mib * Math.pow(0.25 / seconds, exponent);
            return tau < 0.25 ? at * tau / 0.25 : mib * Math.pow(tau / seconds, exponent);
        };
    }

    /** Like the convergent runs at 4 threads: (14.8 s, 274 MiB), (1.9 s, 72 MiB), (0.6 s, 31 MiB). */
    static DoubleUnaryOperator fourThreads() {
        return power(1.9, 72, 0.66);
    }

    /** Like the runs at 16 threads that did not converge: (24.5 s, 1085 MiB), (8.1 s, 457 MiB), (2.1 s, 200 MiB). */
    static DoubleUnaryOperator sixteenThreads() {
        return tau -> tau < 0.3 ? tau * 140 : Math.min(power(8.1, 457, 0.785).applyAsDouble(tau), upper(tau));
    }

    private static double upper(double tau) {
        return tau > 8.1 ? Double.POSITIVE_INFINITY : 42 * Math.pow(tau / 0.3, 0.725);
    }

    /** Like those that only read: a small working set, rewritten at once. */
    static DoubleUnaryOperator onlyReads() {
        return tau -> Math.min(134 * tau, 200 * Math.pow(Math.max(tau, 0.1) / 1.6, 0.1));
    }

    /** Returns the samples, the last one completed, or cut off where it does not end. */
    List<MigrationProgress> samples() {
        List<MigrationProgress> samples = new ArrayList<>();
        double scanned = 0;
        double sent = 0;
        double left = used;
        double sync = 0;
        double rate = 0;
        int round = 1;
        double next = sampleSeconds;
        for (double now = TICK; now < giveUp; now += TICK) {
            double chunk = Math.min(left, RATE * TICK);
            left -= chunk;
            sent += chunk;
            if (round == 1) {
                scanned = used - left;
            }
            if (left < RATE * LIMIT_SECONDS) {
                double fresh = rewritten(now - sync, now);
                if (now - sync > 1 || round == 1) {
                    rate = fresh / (now - sync);
                }
                left += fresh;
                sync = now;
                round++;
                if (left < RATE * LIMIT_SECONDS) {
                    samples.add(
                            sample(MigrationState.COMPLETED, now + left / (4 * RATE), round + 1, sent + left, 0, rate));
                    return samples;
                }
            }
            if (now >= next) {
                double zeros = round == 1 ? zerosLeft(scanned / used) : 0;
                samples.add(sample(MigrationState.COPYING, now, round, sent, left + zeros, rate));
                next += sampleSeconds;
            }
        }
        return samples;
    }

    private double rewritten(double seconds, double now) {
        double active = Math.max(0, Math.min(seconds, loadStops - (now - seconds)));
        double rewritten = dirty.applyAsDouble(active) + 0.1 * dirty.applyAsDouble(seconds - active);
        return rewritten * MIB * Math.exp(0.05 * random.nextGaussian());
    }

    /** Zero pages come in two blocks: at the beginning, and after nearly all else. */
    private double zerosLeft(double share) {
        double zeros = TOTAL - used;
        return share < 0.02 ? zeros : share < 0.9 ? zeros * (1 - ZERO_SHARE_EARLY) : 0;
    }

    private MigrationProgress sample(
            MigrationState state, double now, int round, double sent, double left, double dirtyRate) {
        double headers = round == 1 ? (TOTAL - used) * HEADER_SHARE * ZERO_SHARE_EARLY : 0;
        MigrationProgress.Builder sample = MigrationProgress.builder(state, Duration.ofMillis(Math.round(now * 1e3)))
                .iteration(round)
                .memory(size(TOTAL), size(sent + (TOTAL - used) * HEADER_SHARE - headers), size(left))
                .rate(DataRate.ofBytesPerSecond((long) RATE));
        if (round > 1) {
            sample.dirtyRate(DataRate.ofBytesPerSecond((long) dirtyRate));
        }
        return sample.build();
    }

    private static DataSize size(double bytes) {
        return DataSize.ofBytes((long) bytes);
    }
}
