package io.vacate.cli.command;

import io.vacate.cli.display.RunDisplay;
import io.vacate.cli.display.Texts;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.terminal.Console;
import io.vacate.cli.terminal.Interrupts;
import io.vacate.orchestrator.EvacuationRun;
import io.vacate.orchestrator.progress.MoveProgress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C does. Before anything moves it ends the process. The first one while VMs move asks them to stop, and the
 * command goes on until they have; the second one says how things stand, and ends the process at once. Between two runs the
 * first one keeps the next from starting. Thread-safe.
 */
final class Interruption {
    private final Console console;
    private final boolean isJson;
    private Interrupts.@Nullable Signal first;
    private @Nullable EvacuationRun run;
    private RunDisplay display = RunDisplay.NONE;
    private boolean hasMoved;
    private boolean isOver;

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
     * Starts a run. A signal that comes meanwhile waits until there is something to stop: never is a run under way of
     * which a signal does not know.
     */
    synchronized EvacuationRun guard(Supplier<EvacuationRun> start, RunDisplay shownOn) {
        EvacuationRun started = start.get();
        run = started;
        hasMoved = true;
        display = shownOn;
        if (first != null) {
            started.requestCancel();
        }
        return started;
    }

    /** The run has ended, and others may follow. */
    synchronized void pause() {
        run = null;
    }

    /** From now on the command ends by itself at once, and signals change nothing. */
    synchronized void release() {
        isOver = true;
    }

    /** Returns the first signal, if there was one. */
    synchronized Optional<Interrupts.Signal> signal() {
        return Optional.ofNullable(first);
    }

    private synchronized void interrupted(Interrupts.Signal signal) {
        EvacuationRun guarded = run;
        if (isOver) {
            return;
        }
        if (!hasMoved) {
            leave(signal, "interrupted; nothing was changed");
        } else if (first == null) {
            first = signal;
            display.say("Stopping: migrations under way are asked to stop, and their end is waited for;"
                    + " once more to leave at once");
            if (guarded != null) {
                guarded.requestCancel();
            }
        } else if (guarded != null) {
            abandon(guarded, first);
        } else {
            leave(first, "left between two migrations; ask the hosts where the VM is: vacate hosts URI...");
        }
    }

    /** Leaves although something may still be under way, and says what. */
    synchronized void abandon(Interrupts.Signal signal) {
        EvacuationRun guarded = run;
        if (guarded != null) {
            abandon(guarded, signal);
        }
    }

    private void abandon(EvacuationRun guarded, Interrupts.Signal signal) {
        guarded.progress().moves().forEach(move -> console.err().println(state(move)));
        leave(signal, "left before every migration had ended; ask the hosts where the VMs are: vacate hosts URI...");
    }

    private void leave(Interrupts.Signal signal, String message) {
        console.err().println("vacate: " + message);
        if (isJson) {
            console.out().println(JsonDocument.text(JsonDocument.error(message, signal.exitCode())));
        }
        console.out().flush();
        console.err().flush();
        console.halt().accept(signal.exitCode());
    }

    private static String state(MoveProgress move) {
        String name = "'%s'".formatted(move.move().vm().name());
        String source = move.move().source().uri().toString();
        String destination = move.destination().uri().toString();
        return switch (move.stage()) {
            case WAITING, NOT_MOVED -> "%s: on %s".formatted(name, source);
            case MOVED -> "%s: on %s".formatted(name, destination);
            case PREPARING, COPYING, SWITCHING_OVER ->
                "%s: still on its way from %s to %s (%s)"
                        .formatted(name, source, destination, Texts.words(move.stage()));
        };
    }
}
