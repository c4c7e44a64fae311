package io.vacate.cli.display;

import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.progress.RunProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Lines for logs and pipes: each event, and how far the run is every few seconds. Thread-safe. */
public final class PlainDisplay implements RunDisplay {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final PrintStream out;
    private final InstantSource clock;
    private Instant next;

    /** Makes a display that writes to {@code out} and takes its intervals from {@code clock}. */
    public PlainDisplay(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.next = clock.instant().plus(INTERVAL);
    }

    @Override
    public synchronized void onEvent(RunEvent event) {
        out.println(EventTexts.of(event));
    }

    @Override
    public synchronized void show(RunProgress progress) {
        if (clock.instant().isBefore(next)) {
            return;
        }
        next = clock.instant().plus(INTERVAL);
        out.println("%d %% done, %d of %d moved, about %s left%s"
                .formatted(
                        (int) (100 * progress.fraction()),
                        progress.moved(),
                        progress.moves().size(),
                        Texts.countdown(progress.remaining()),
                        progress.isEstimated() ? " (estimated)" : ""));
    }

    @Override
    public synchronized void say(String line) {
        out.println(line);
    }

    @Override
    public void end(RunProgress progress) {
        // The result follows.
    }
}
