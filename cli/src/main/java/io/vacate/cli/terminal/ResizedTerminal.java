package io.vacate.cli.terminal;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The terminal with the size that its window has now: it is measured again after the window was resized. Thread-safe. */
final class ResizedTerminal implements Supplier<Terminal> {
    private final Map<String, String> environment;
    private final AtomicBoolean isResized = new AtomicBoolean();
    private volatile Terminal terminal;

    ResizedTerminal(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
        SystemInterrupts.handle("WINCH", () -> isResized.set(true));
    }

    @Override
    public Terminal get() {
        if (isResized.getAndSet(false)) {
            terminal = terminal.measured(environment);
        }
        return terminal;
    }
}
