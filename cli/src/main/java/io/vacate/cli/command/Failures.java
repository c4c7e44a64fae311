package io.vacate.cli.command;

import java.util.concurrent.CompletionException;

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

    /** Returns what a stage failed with, out of its wrapping. */
    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
