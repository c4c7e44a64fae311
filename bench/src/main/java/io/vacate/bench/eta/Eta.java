package io.vacate.bench.eta;

import io.vacate.bench.score.JsonLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures on traces of real migrations how well their end, and whether there is one, is foretold while they run. */
@Command(
        name = "eta",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Replays traces of migrations (samples of query-migrate), and compares the total time that is predicted at 25, 50"
                    + " and 75 %% of each run with what it was, and the verdict by the third dirty-sync with what came.",
            "What is known of a run comes from the other runs of the file, never from itself."
        })
public final class Eta implements Callable<Integer> {
    @Option(names = "--traces", required = true, description = "the traces, as CSV")
    private Path traces = Path.of("");

    @Option(names = "--json", description = "print one JSON object as the last line")
    private boolean json;

    private final PrintWriter out;

    private Eta(PrintWriter out) {
        this.out = out;
    }

    /**
     * Runs the benchmark and ends the JVM.
     *
     * @param arguments as {@code bench/eta --help} lists them
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        System.exit(commandLine(out).execute(arguments));
    }

    /** Returns the command, which prints its results to {@code out}. */
    static CommandLine commandLine(PrintWriter out) {
        return new CommandLine(new Eta(out)).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
                command.getErr().println("eta: " + failure.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            throw failure;
        });
    }

    /**
     * Measures and prints.
     *
     * @return 0 if all bars are met, else 1
     * @throws IOException if the file cannot be read
     */
    @Override
    public Integer call() throws IOException {
        List<TraceRun> runs = TraceFile.read(traces);
        Experience experience = new Experience(runs);
        ErrorTable errors = ErrorTable.of(runs, experience);
        VerdictTable verdicts = VerdictTable.of(runs, experience, Experience.Earlier.ALL_OTHERS);
        errors.lines().forEach(out::println);
        out.println();
        IntervalTable.of(runs, experience).lines().forEach(out::println);
        out.println();
        verdicts.lines().forEach(out::println);
        out.println();
        for (Experience.Earlier earlier : Experience.Earlier.values()) {
            out.println(VerdictTable.of(runs, experience, earlier).summary());
        }
        if (json) {
            JsonLine result = new JsonLine();
            for (int i = 0; i < ErrorTable.SHARES.length; i++) {
                result.put("error" + Math.round(100 * ErrorTable.SHARES[i]), errors.convergent(i));
            }
            out.println(result.put("runs", verdicts.judged())
                    .put("verdicts_right", verdicts.right())
                    .put("false_alarms", verdicts.falseAlarms()));
        }
        return errors.meetsBars() && verdicts.meetsBars() ? 0 : 1;
    }
}
