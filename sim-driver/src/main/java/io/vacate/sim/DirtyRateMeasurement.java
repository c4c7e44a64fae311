package io.vacate.sim;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.DirtyRateSample;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A measurement under way, which takes its period. Not thread-safe: guarded by the world's lock. */
final class DirtyRateMeasurement {
    private final SimSession session;
    private final Guest guest;
    private final Duration period;
    private final double began;
    private final CompletableFuture<DirtyRateSample> result = new CompletableFuture<>();

    DirtyRateMeasurement(SimSession session, Guest guest, Duration period) {
        this.session = session;
        this.guest = guest;
        this.period = period;
        began = guest.guestSeconds();
    }

    CompletionStage<DirtyRateSample> begin() {
        session.world.time.after(period, this::end);
        return result.minimalCompletionStage();
    }

    private void end() {
        try {
            session.requireUsable();
            if (session.guest(guest.id()) != guest || !guest.isRunning()) {
                throw new VmStateException("VM '%s' on %s did not run for all of %s; nothing was measured"
                        .formatted(guest.name(), guest.machine, period));
            }
            DirtyRateSample sample = sample();
            session.world.time.post(() -> result.complete(sample));
        } catch (HypervisorException failure) {
            session.world.time.post(() -> result.completeExceptionally(failure));
        }
    }

    private DirtyRateSample sample() {
        double dirtied = guest.spec.dirty().bytesWithin(guest.guestSeconds() - began) * session.world.spread();
        double bytes = Math.min(dirtied, (double) guest.spec.used().bytes());
        return new DirtyRateSample(period, DataRate.ofBytesPerSecond(Math.round(bytes / (period.toNanos() / 1e9))));
    }
}
