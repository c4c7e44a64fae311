package io.vacate.cli.command;

import java.util.concurrent.CompletionException;
import picocli.CommandLine;

/** Errors as one line. */
final class Failures {
    private Failures() {}

    static String message(Throwable failure, int exitCode) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            message = failure.getClass().getSimpleName();
        }
        String line = oneLine(message);
        return exitCode == ExitCode.UNEXPECTED ? line + " (run it with --verbose for the details)" : line;
    }

    static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    /** Returns what is wrong with a command line, without the parser's view of it. */
    static String message(CommandLine.ParameterException wrong) {
        if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                && wrong.getCommandLine().getParent() == null
                && !unmatched.getUnmatched().isEmpty()) {
            return "there is no command '%s'".formatted(unmatched.getUnmatched().get(0));
        }
        return oneLine(String.valueOf(wrong.getMessage()))
                .replaceFirst("^Invalid value for positional parameter at index [^(]*\\(\\S+\\): ", "")
                .replaceFirst("^Invalid value for option '([^']+)'(?: \\([^)]*\\))?: ", "$1: ");
    }

    /** Returns what a stage failed with, out of its wrapping. */
    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
