package io.vacate.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The process around a command, so that a test can be one.
 *
 * @param out results
 * @param err progress and errors
 * @param terminal what they are seen on, as it was at the start
 * @param environment the environment's variables
 * @param interrupts where requests to end come from
 * @param halt ends the process at once with an exit code
 */
public record Console(
        QueuedStream out,
        QueuedStream err,
        Terminal terminal,
        Map<String, String> environment,
        Interrupts interrupts,
        IntConsumer halt) {
    /** Returns this process. */
    public static Console system() {
        Map<String, String> environment = System.getenv();
        Terminal terminal = Terminal.detect(environment);
        Supplier<Terminal> now =
                terminal.isErrorTerminal() ? new ResizedTerminal(terminal, environment) : () -> terminal;
        OutputQueue messages = new OutputQueue(now);
        // Where both end up in one place, they keep their order; where not, one does not wait for the reader of the
        // other.
        OutputQueue results = isOnePlace() ? messages : new OutputQueue(now);
        return new Console(
                results.results(stream(FileDescriptor.out)),
                messages.messages(stream(FileDescriptor.err)),
                terminal,
                environment,
                new SystemInterrupts(),
                code -> Runtime.getRuntime().halt(code));
    }

    /** Returns the same process with requests to end from elsewhere. */
    public Console with(Interrupts source) {
        return new Console(out, err, terminal, environment, source, halt);
    }

    private static boolean isOnePlace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/self/fd/2")));
        } catch (IOException | UnsupportedOperationException | SecurityException notLinux) {
            return true;
        }
    }

    private static OutputStream stream(FileDescriptor descriptor) {
        return new FileOutputStream(descriptor);
    }
}
