package io.vacate.libvirt.suspend;

import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** How fast a copy may be, whether it shall begin and go on, and how far it has come. Thread-safe. */
final class CopyControl {
    private final TimeSource clock;
    private @Nullable DataRate limit;
    private Instant paceBegan;
    private long bytesSincePace;
    private long total;
    private long copied;
    private boolean stopped;
    private @Nullable CountDownLatch waiting;
    private final CountDownLatch proceed = new CountDownLatch(1);
    private final CompletableFuture<Void> suspended = new CompletableFuture<>();

    CopyControl(TimeSource clock, Optional<DataRate> limit) {
        this.clock = clock;
        this.limit = limit.orElse(null);
        paceBegan = clock.instant();
    }

    /** Changes the limit from now on. */
    synchronized void limit(DataRate rate) {
        limit = rate;
        pace();
        wake();
    }

    /** Makes the copy end with a {@link StoppedException}. */
    synchronized void stop() {
        stopped = true;
        proceed.countDown();
        wake();
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    synchronized void requireGoingOn() {
        if (stopped) {
            throw new StoppedException();
        }
    }

    /** Waits until the copy may begin; whoever waits for that is told that the VM is suspended. */
    void hold() {
        suspended.complete(null);
        try {
            proceed.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
        requireGoingOn();
    }

    /** Lets the copy begin, now or when it gets there. Returns whether it did not know yet. */
    synchronized boolean proceed() {
        boolean isNew = proceed.getCount() > 0;
        proceed.countDown();
        return isNew;
    }

    /** Returns what completes when the VM is held; whoever ends the job completes it too. */
    CompletableFuture<Void> suspended() {
        return suspended;
    }

    /** A copy of so many bytes begins. */
    synchronized void begin(long bytes) {
        total = bytes;
        pace();
    }

    private void pace() {
        paceBegan = clock.instant();
        bytesSincePace = 0;
    }

    private void wake() {
        if (waiting != null) {
            waiting.countDown();
        }
    }

    synchronized long total() {
        return total;
    }

    synchronized long copied() {
        return copied;
    }

    /** So many bytes have arrived. */
    synchronized void arrived(long bytes) {
        copied += bytes;
    }

    /** So many bytes went over the network: waits until more may follow. */
    void passed(long bytes) {
        synchronized (this) {
            bytesSincePace += bytes;
        }
        for (Duration wait = toWait(); !wait.isNegative() && !wait.isZero(); wait = toWait()) {
            CountDownLatch over = new CountDownLatch(1);
            synchronized (this) {
                waiting = over;
            }
            ScheduledTask timer = clock.schedule(wait, over::countDown);
            try {
                over.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StoppedException();
            } finally {
                timer.cancel();
            }
        }
    }

    private synchronized Duration toWait() {
        requireGoingOn();
        if (limit == null) {
            return Duration.ZERO;
        }
        double seconds = (double) bytesSincePace / limit.bytesPerSecond();
        return Duration.ofNanos((long) (seconds * 1e9)).minus(Duration.between(paceBegan, clock.instant()));
    }
}
