package io.vacate.libvirt.migration;

import io.vacate.api.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Waiting by a session's own clock. */
final class Pause {
    private Pause() {}

    /** Blocks for so long; when the thread is interrupted, it returns at once and the thread stays interrupted. */
    static void of(Duration time, TimeSource clock) {
        CountDownLatch over = new CountDownLatch(1);
        clock.schedule(time, over::countDown);
        try {
            over.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
