package io.vacate.cli.command;

import io.vacate.api.time.TimeSource;
import io.vacate.cli.display.BarDisplay;
import io.vacate.cli.display.PlainDisplay;
import io.vacate.cli.display.RunDisplay;
import io.vacate.cli.display.Style;
import io.vacate.cli.terminal.Console;
import picocli.CommandLine.Option;

/** Options of every command: how to say things. */
final class OutputOptions {
    @Option(names = "--json", description = "Write one JSON document to standard output.")
    boolean json;

    @Option(
            names = "--progress",
            paramLabel = "auto|plain|none",
            description =
                    "How to show progress on standard error: bars on a terminal and else lines (auto), always lines"
                            + " (plain), or nothing (none).")
    Progress progress = Progress.auto;

    @Option(names = "--no-color", description = "No colours. The variable NO_COLOR does the same.")
    boolean noColor;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log what is done to standard error, and print stack traces of errors.")
    boolean verbose;

    /** How progress is shown; the constants are what users write. */
    @SuppressWarnings("java:S115")
    enum Progress {
        auto,
        plain,
        none
    }

    Style outputStyle(Console console) {
        return Style.of(
                !noColor && console.terminal().hasColor() && console.terminal().isOutputTerminal());
    }

    RunDisplay display(Console console) {
        Style style = Style.of(
                !noColor && console.terminal().hasColor() && console.terminal().isErrorTerminal());
        return switch (progress) {
            case none -> RunDisplay.NONE;
            case plain -> new PlainDisplay(console.err(), TimeSource.system());
            // A log among the bars would tear them apart.
            case auto ->
                console.terminal().isErrorTerminal() && !verbose
                        ? new BarDisplay(
                                console.err(),
                                style,
                                console.terminal().width(),
                                console.terminal().height())
                        : new PlainDisplay(console.err(), TimeSource.system());
        };
    }
}
