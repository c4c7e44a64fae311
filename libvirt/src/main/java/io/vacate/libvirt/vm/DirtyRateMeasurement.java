package io.vacate.libvirt.vm;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.NativeLibvirt;
import io.vacate.libvirt.jna.TypedParameters;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One measurement of a dirty rate by page sampling, which is right under emulation too. libvirt measures for whole
 * seconds, from 1 to 60, and tells the result in whole MiB/s.
 */
public final class DirtyRateMeasurement {
    private static final long LONGEST_SECONDS = 60;
    private static final long MEASURED = 2;
    private static final String PAGE_SAMPLING = "page-sampling";
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    /** How long the result may be late: a busy host samples slowly. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Connection connection;
    private final TimeSource clock;
    private final VmId vm;
    private final int seconds;
    private final CompletableFuture<DirtyRateSample> result = new CompletableFuture<>();

    private DirtyRateMeasurement(Connection connection, TimeSource clock, VmId vm, int seconds) {
        this.connection = connection;
        this.clock = clock;
        this.vm = vm;
        this.seconds = seconds;
    }

    /**
     * Starts to measure, for {@code period} rounded up to whole seconds, 60 at most, and returns at once. What goes wrong,
     * the host's refusal included, is told by the result.
     */
    public static CompletionStage<DirtyRateSample> start(
            Connection connection, TimeSource clock, VmId vm, Duration period) {
        long seconds = Math.min(LONGEST_SECONDS, period.plusNanos(999_999_999).toSeconds());
        DirtyRateMeasurement measurement = new DirtyRateMeasurement(connection, clock, vm, (int) Math.max(1, seconds));
        NativeLibvirt.threads().execute(() -> measurement.guarded(measurement::begin));
        return measurement.result.minimalCompletionStage();
    }

    private void begin() {
        String doing = "measure the dirty rate of VM " + vm;
        connection.withDomain(
                vm,
                doing,
                (library, domain) ->
                        connection.check(library.virDomainStartDirtyRateCalc(domain, seconds, 0), doing, vm));
        Duration period = Duration.ofSeconds(seconds);
        pollAfter(period, PATIENCE);
    }

    private void pollAfter(Duration delay, Duration patience) {
        clock.schedule(delay, () -> NativeLibvirt.threads().execute(() -> guarded(() -> poll(patience))));
    }

    private void poll(Duration patience) {
        Optional<DirtyRateSample> sample = measured(BulkStatistics.dirtyRate(connection, vm), seconds);
        if (sample.isPresent()) {
            result.complete(sample.get());
        } else if (patience.isNegative()) {
            result.completeExceptionally(new OperationFailedException(
                    "The dirty rate of VM %s on %s was not measured within %s more than the %d s asked for"
                            .formatted(vm, connection.uri(), PATIENCE, seconds)));
        } else {
            pollAfter(POLL_INTERVAL, patience.minus(POLL_INTERVAL));
        }
    }

    /**
     * Reads a finished measurement; empty while it goes on.
     *
     * @throws OperationFailedException if it was not made by sampling pages: the dirty bitmap and the dirty ring tell of
     *     what the processor reports, and under emulation there is none, so that they say 0
     */
    static Optional<DirtyRateSample> measured(TypedParameters values, int seconds) {
        if (values.number("dirtyrate.calc_status").orElse(0) != MEASURED) {
            return Optional.empty();
        }
        String mode = values.text("dirtyrate.calc_mode").orElse(PAGE_SAMPLING);
        if (!mode.equals(PAGE_SAMPLING)) {
            throw new OperationFailedException(
                    "A dirty rate was measured by %s, not by %s: someone else measures this VM too; measure again"
                            .formatted(mode, PAGE_SAMPLING));
        }
        long period = values.number("dirtyrate.calc_period").orElse(seconds);
        long rate = values.number("dirtyrate.megabytes_per_second").orElse(0);
        return Optional.of(new DirtyRateSample(
                Duration.ofSeconds(Math.max(1, period)), DataRate.ofMebibytesPerSecond(Math.max(0, rate))));
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
        }
    }
}
