package io.vacate.cli.terminal;

import java.util.function.Consumer;

/** Where requests to end come from: Ctrl-C, a lost terminal, or a signal of the system. */
@FunctionalInterface
public interface Interrupts {
    /** Never comes. */
    Interrupts NONE = handler -> {};

    /** Calls {@code handler} for each request from now on, on a thread of its own. */
    void onInterrupt(Consumer<Signal> handler);

    /** A way to ask a process to end. */
    enum Signal {
        /** Ctrl-C. */
        INT(130),
        /** A plain {@code kill}. */
        TERM(143),
        /** The terminal is gone, perhaps with the connection to it. */
        HUP(129);

        private final int exitCode;

        Signal(int exitCode) {
            this.exitCode = exitCode;
        }

        /** Returns the exit code that tells a shell of it: 128 and the signal's number. */
        public int exitCode() {
            return exitCode;
        }
    }
}
