package io.vacate.bench.accuracy;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.bench.csv.CsvFile;
import io.vacate.model.calibrate.ObservedRun;
import io.vacate.model.profile.DirtyCurve;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares the model with logged migrations of which only the times are known. */
@Command(
        name = "accuracy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Predicts logged migrations and prints how far off that was.",
            "",
            "Cross-validated: each plan is predicted with what the others taught. The order of a run's starts is given; a"
                    + " migration waits for the earlier ones with which it shares a link that is full, and for room at its"
                    + " destination."
        })
public final class Accuracy implements Callable<Integer> {
    @Option(
            names = "--migrations",
            required = true,
            paramLabel = "FILE",
            description = "columns plan,run,vm,memory_mib,source,destination,link_mbit_s,start_s,end_s")
    private Path migrations = Path.of("");

    @Option(
            names = "--nic",
            paramLabel = "HOST=RATE",
            description = "speed of a host's full-duplex network card (default: the widest link of its migrations)")
    private Map<String, String> cards = new LinkedHashMap<>();

    @Option(
            names = "--host-memory",
            paramLabel = "SIZE",
            description = "memory of each host for VMs (default: the most that a host held in the other plans)")
    private Optional<String> hostMemory = Optional.empty();

    @Option(
            names = "--dirty-curve",
            split = ",",
            paramLabel = "SECONDS:MIB",
            description = "memory that each VM rewrites within a time (default ${DEFAULT-VALUE})")
    private List<String> dirtyCurve = List.of("2:96", "62:216");

    @Option(
            names = "--plots",
            paramLabel = "DIR",
            description = "write predicted against measured, and the coverage of intervals, as SVG files")
    private Optional<Path> plots = Optional.empty();

    @Option(names = "--json", description = "print one JSON object as the last line")
    private boolean json;

    private final PrintWriter out;

    private Accuracy(PrintWriter out) {
        this.out = out;
    }

    /**
     * Runs the comparison and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        System.exit(commandLine(out).execute(arguments));
    }

    /** Returns the command, which prints its results to {@code out}. */
    static CommandLine commandLine(PrintWriter out) {
        return new CommandLine(new Accuracy(out)).setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println("accuracy: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    /**
     * Reads, predicts, compares and prints.
     *
     * @return the exit code
     * @throws IOException if the file cannot be read
     */
    @Override
    public Integer call() throws IOException {
        List<LoggedMigration> log =
                CsvFile.read(migrations).stream().map(LoggedMigration::of).toList();
        Map<String, DataRate> speeds = new LinkedHashMap<>();
        cards.forEach((host, speed) -> speeds.put(host, DataRate.parse(speed)));
        Experiment experiment = Experiment.of(log, speeds, curve());
        Map<String, List<ObservedRun>> plans = experiment.runsByPlan(log);
        List<ObservedRun> runs = plans.values().stream().flatMap(List::stream).toList();
        CrossValidation validated = new CrossValidation(experiment, plans, hostMemory.map(DataSize::parse)).validate();
        List<Double> one = new OneObservation(experiment, runs).errors();
        AccuracyReport report = new AccuracyReport(log, validated, one);
        report.lines().forEach(out::println);
        if (plots.isPresent()) {
            report.plot(plots.get());
        }
        if (json) {
            out.println(report.json());
        }
        return CommandLine.ExitCode.OK;
    }

    private DirtyCurve curve() {
        List<DirtyCurve.Point> points = new ArrayList<>();
        for (String point : dirtyCurve) {
            String[] parts = point.split(":", -1);
            if (parts.length != 2) {
                throw new IllegalArgumentException("--dirty-curve ('%s') must be SECONDS:MIB".formatted(point));
            }
            points.add(new DirtyCurve.Point(
                    Duration.ofMillis(Math.round(Double.parseDouble(parts[0]) * 1e3)),
                    DataSize.ofMebibytes(Long.parseLong(parts[1]))));
        }
        return DirtyCurve.measured(points);
    }
}
