package io.vacate.cli.command;

import io.vacate.cli.terminal.Console;
import io.vacate.cli.terminal.Interrupts;
import io.vacate.cli.terminal.QueuedStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Sees to it that what a command printed arrives. It waits for the reader as long as that takes, but after a signal only a
 * few seconds; what could not be written is an error. For one command.
 */
final class Delivery {
    /** How long a process that was asked to end waits for a reader. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration SLICE = Duration.ofMillis(50);

    private final Console console;
    private final AtomicReference<Interrupts.Signal> lastSignal = new AtomicReference<>();

    /** Whether the command has ended: what it would do on a signal is past. */
    private volatile boolean isOver;

    /** When a reader was first waited for although a signal had come. */
    private OptionalLong hurriedSince = OptionalLong.empty();

    Delivery(Console original) {
        this.console = original.with(handler -> original.interrupts().onInterrupt(heard(handler)));
    }

    private Consumer<Interrupts.Signal> heard(Consumer<Interrupts.Signal> handler) {
        return signal -> {
            lastSignal.set(signal);
            if (!isOver) {
                handler.accept(signal);
            }
        };
    }

    /** Returns the console for the command. */
    Console console() {
        return console;
    }

    /** Waits for what was printed, and returns the exit code of a command that would otherwise have ended with {@code code}. */
    int finish(int code) {
        isOver = true;
        boolean isRead = isRead(console.out());
        boolean isWritten = isWritten(console.out(), "standard output");
        isRead &= isRead(console.err());
        isWritten &= isWritten(console.err(), "standard error");
        if (code != ExitCode.OK) {
            return code;
        }
        Interrupts.Signal signal = lastSignal.get();
        if (!isRead && signal != null) {
            return signal.exitCode();
        }
        return isWritten ? ExitCode.OK : ExitCode.OUTPUT;
    }

    private boolean isRead(QueuedStream stream) {
        try {
            while (!stream.await(SLICE)) {
                if (isPatienceOver()) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isPatienceOver() {
        if (lastSignal.get() == null) {
            return false;
        }
        long now = System.nanoTime();
        long begin = hurriedSince.orElse(now);
        hurriedSince = OptionalLong.of(begin);
        return now - begin > PATIENCE.toNanos();
    }

    private boolean isWritten(QueuedStream stream, String name) {
        stream.failure()
                .ifPresent(failure -> console.err()
                        .println("vacate: %s cannot be written: %s".formatted(name, failure.getMessage())));
        return stream.failure().isEmpty();
    }
}
