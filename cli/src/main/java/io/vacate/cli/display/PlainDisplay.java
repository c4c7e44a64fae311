package io.vacate.cli.display;

import io.vacate.cli.terminal.QueuedStream;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.progress.RunProgress;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Lines for logs and pipes: each event, and how far the run is every few seconds. Thread-safe. */
public final class PlainDisplay implements RunDisplay {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final QueuedStream out;
    private final LongSupplier nanoTime;
    private long lastNanos;

    /**
     * Makes a display.
     *
     * @param out what it writes to
     * @param nanoTime a monotonic clock such as {@link System#nanoTime()}
     */
    public PlainDisplay(QueuedStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    @Override
    public void onEvent(RunEvent event) {
        out.println(EventTexts.of(event));
    }

    @Override
    public void show(RunProgress progress) {
        atIntervals(() -> "%d %% done, %d of %d moved, about %s left%s"
                .formatted(
                        (int) (100 * progress.fraction()),
                        progress.moved(),
                        progress.moves().size(),
                        Texts.countdown(progress.remaining()),
                        progress.isEstimated() ? " (estimated)" : ""));
    }

    @Override
    public void showStopping(RunProgress progress) {
        atIntervals(() -> StopTexts.waitingFor(progress));
    }

    private synchronized void atIntervals(Supplier<String> line) {
        long now = nanoTime.getAsLong();
        if (now - lastNanos >= INTERVAL.toNanos()) {
            lastNanos = now;
            out.status(line.get());
        }
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void end(RunProgress progress) {
        // The result follows.
    }
}
