package io.vacate.cli.command;

import io.vacate.api.host.HostUri;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.terminal.Console;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine;

/** Puts the commands together, and runs one. */
public final class Commands {
    private Commands() {}

    /**
     * Runs a command line, and waits until what it printed is written.
     *
     * @param console what it reads and writes
     * @param arguments the command and its arguments
     * @return the exit code
     */
    public static int run(Console console, String... arguments) {
        Delivery delivery = new Delivery(console);
        int code = passwords(delivery.console(), arguments)
                ? ExitCode.USAGE
                : line(delivery.console(), HostNames.of(console.environment(), arguments))
                        .execute(arguments);
        return delivery.finish(code);
    }

    /** Refuses arguments with passwords in them before anything can print one: as a wrong address, a name, a file. */
    private static boolean passwords(Console console, String... arguments) {
        for (String argument : arguments) {
            String value = argument.startsWith("--") ? argument.substring(argument.indexOf('=') + 1) : argument;
            if (HostUri.carriesPassword(value)) {
                try {
                    HostUri.parse(value);
                } catch (IllegalArgumentException refused) {
                    misused(console, String.valueOf(refused.getMessage()), "vacate", arguments);
                }
                return true;
            }
        }
        return false;
    }

    private static CommandLine line(Console console, HostNames names) {
        return new CommandLine(new VacateCommand())
                .addSubcommand(new DemoCommand(console))
                .addSubcommand(new HostsCommand(console, names))
                .addSubcommand(new EstimateCommand(console, names))
                .addSubcommand(new CalibrateCommand(console))
                .addSubcommand(new PlanCommand(console))
                .addSubcommand(new CheckCommand(console))
                .addSubcommand(new MigrateCommand(console))
                .addSubcommand(new EvacuateCommand(console))
                .addSubcommand(new ApplyCommand(console))
                .addSubcommand(new SuspendedCommand(console))
                .addSubcommand(new ResumeCommand(console))
                .addSubcommand(new RecoverCommand(console))
                .registerConverter(HostNames.Choice.class, names)
                .registerConverter(PlanningOptions.File.class, text -> new PlanningOptions.File(Path.of(text), names))
                .setOut(writer(console.out()))
                .setErr(writer(console.err()))
                .setUsageHelpWidth(Math.min(120, console.terminal().width()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler((wrong, all) -> misused(console, wrong, all))
                .setExecutionExceptionHandler((failure, command, result) -> failed(failure, command));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static int misused(Console console, CommandLine.ParameterException wrong, String[] arguments) {
        return misused(
                console,
                Failures.message(wrong),
                wrong.getCommandLine().getCommandSpec().qualifiedName(),
                arguments);
    }

    private static int misused(Console console, String message, String command, String[] arguments) {
        console.err().println("vacate: %s (see %s --help)".formatted(message, command));
        if (Arrays.asList(arguments).contains("--json")) {
            console.out().println(JsonDocument.text(JsonDocument.error(message, ExitCode.USAGE)));
        }
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine line) throws Exception {
        if (line.getCommand() instanceof AbstractCommand command) {
            return command.fail(Failures.unwrapped(failure));
        }
        throw failure;
    }
}
