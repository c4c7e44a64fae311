package io.vacate.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The process around a command, so that a test can be one.
 *
 * @param out results
 * @param err progress and errors
 * @param terminal what they are seen on
 * @param environment the environment's variables
 * @param interrupts where requests to end come from
 * @param halt ends the process at once with an exit code
 */
public record Console(
        PrintStream out,
        PrintStream err,
        Terminal terminal,
        Map<String, String> environment,
        Interrupts interrupts,
        IntConsumer halt) {
    /** Returns this process. Output is UTF-8 whatever the locale: names of VMs are. */
    public static Console system() {
        Map<String, String> environment = System.getenv();
        return new Console(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                Terminal.detect(environment),
                environment,
                new SystemInterrupts(),
                code -> Runtime.getRuntime().halt(code));
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
