package io.vacate.cli.command;

import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.terminal.Console;
import io.vacate.cli.terminal.Interrupts.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C, SIGTERM and SIGHUP do. Before anything moves the first one ends the process. While something is being done it
 * asks that to stop, and the command goes on until it has; the second one says what is left where, and ends the process at
 * once. Between two runs the first one keeps the next from starting. Thread-safe.
 */
final class Interruption {
    /** How long the words of a process that leaves may wait for a reader. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /**
     * A hangup within that time belongs to the signal before it: the kernel and the shell each report the end of a terminal,
     * and systemd sends one after SIGTERM.
     */
    private static final Duration SAME_HANGUP = Duration.ofSeconds(5);

    private final Console console;
    private final boolean isJson;
    private String harmless = "interrupted; nothing was changed";
    private @Nullable Signal first;
    private long firstNanos;
    private @Nullable Work work;
    private boolean hasBegun;
    private boolean isOver;

    /** Something under way that a process should not leave. No method blocks. */
    interface Work {
        /** Asks it to stop. */
        void requestStop();

        /** Returns what a first signal does and waits for, as lines for people. */
        List<String> stopping();

        /** Returns what is left where if nobody waits for its end, as lines for people; the last one is the error. */
        List<String> leftBehind();
    }

    private Interruption(Console console, boolean isJson) {
        this.console = console;
        this.isJson = isJson;
    }

    /** Listens from now on. */
    static Interruption listen(Console console, boolean isJson) {
        Interruption interruption = new Interruption(console, isJson);
        console.interrupts().onInterrupt(interruption::interrupted);
        return interruption;
    }

    /**
     * Begins something. A signal that comes meanwhile waits until there is something to stop: never is anything under way
     * of which a signal does not know.
     */
    synchronized <W extends Work> W guard(Supplier<W> start) {
        W started = start.get();
        work = started;
        hasBegun = true;
        if (first != null) {
            started.requestStop();
        }
        return started;
    }

    /** From now on the first signal leaves with these words: what was begun goes on without this process. */
    synchronized void leaveWith(String words) {
        harmless = words;
    }

    /** What was begun has ended, and more may follow. */
    synchronized void pause() {
        work = null;
    }

    /** From now on the command ends by itself at once, and signals change nothing. */
    synchronized void release() {
        isOver = true;
    }

    /** Returns the first signal, if there was one. */
    synchronized Optional<Signal> signal() {
        return Optional.ofNullable(first);
    }

    private synchronized void interrupted(Signal signal) {
        Signal before = first;
        Work guarded = work;
        if (isOver) {
            return;
        }
        if (!hasBegun) {
            leave(signal, () -> List.of(harmless));
        } else if (before == null) {
            first = signal;
            firstNanos = System.nanoTime();
            if (guarded == null) {
                console.err().println("Stopping: no more migrations are started");
            } else {
                guarded.requestStop();
                guarded.stopping().forEach(console.err()::println);
            }
        } else if (signal != Signal.HUP || !isWithin(SAME_HANGUP)) {
            leaveWork(before);
        }
    }

    /** Leaves as a second signal does if so much time has passed since the first one. */
    synchronized void leaveAfter(Duration limit) {
        Signal before = first;
        if (before != null && !isOver && !isWithin(limit)) {
            leaveWork(before);
        }
    }

    private boolean isWithin(Duration time) {
        return System.nanoTime() - firstNanos < time.toNanos();
    }

    private void leaveWork(Signal signal) {
        Work guarded = work;
        leave(
                signal,
                guarded != null
                        ? guarded::leftBehind
                        : () -> List.of(
                                "left between two migrations; ask the hosts where the VM is: vacate hosts URI..."));
    }

    /** Nothing keeps a process that leaves: neither a reader that does not read, nor who does not know what to say. */
    private void leave(Signal signal, Supplier<List<String>> words) {
        isOver = true;
        Thread speaker = new Thread(() -> say(words.get(), signal), "vacate-last-words");
        speaker.setDaemon(true);
        speaker.start();
        try {
            speaker.join(LAST_WORDS.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        console.halt().accept(signal.exitCode());
    }

    private void say(List<String> words, Signal signal) {
        String error = words.get(words.size() - 1);
        words.subList(0, words.size() - 1).forEach(console.err()::println);
        console.err().println("vacate: " + error);
        if (isJson) {
            console.out().println(JsonDocument.text(JsonDocument.error(error, signal.exitCode())));
        }
        try {
            console.err().await(LAST_WORDS);
            console.out().await(LAST_WORDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
