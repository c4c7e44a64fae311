package io.vacate.qmp;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what tells nobody when it happens: the end of a process that is not our child, a socket that appears. */
final class Waiting {
    private static final Duration STEP = Duration.ofMillis(10);

    private Waiting() {}

    /** Returns whether the condition came true in time; an interrupt ends the waiting. */
    static boolean until(BooleanSupplier condition, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            try {
                Thread.sleep(STEP.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
