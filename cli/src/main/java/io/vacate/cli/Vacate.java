package io.vacate.cli;

import io.vacate.cli.command.Commands;
import io.vacate.cli.terminal.Arguments;
import io.vacate.cli.terminal.Console;
import java.util.Arrays;

/** Entry of the {@code vacate} command. */
public final class Vacate {
    private Vacate() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        String[] arguments = Arguments.decode(args);
        logBy(arguments);
        Console console = Console.system();
        // What the logger and the JVM write must not block either.
        System.setOut(console.out());
        System.setErr(console.err());
        System.exit(Commands.run(console, arguments));
    }

    /** The logger reads its level once, before the first log line. */
    private static void logBy(String[] arguments) {
        boolean isVerbose = Arrays.asList(arguments).contains("--verbose")
                || Arrays.asList(arguments).contains("-v");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", isVerbose ? "debug" : "warn");
        System.setProperty("org.slf4j.simpleLogger.showDateTime", String.valueOf(isVerbose));
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
        System.setProperty("org.slf4j.simpleLogger.showThreadName", String.valueOf(isVerbose));
        System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
    }
}
