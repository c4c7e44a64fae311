package io.vacate.bench.accuracy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.bench.csv.CsvFile;
import io.vacate.bench.naive.Naive;
import io.vacate.model.calibrate.ObservedRun;
import io.vacate.model.profile.DirtyCurve;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
    private static final double PERCENT = 100;

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

    @Option(names = "--json", description = "print one JSON object as the last line")
    private boolean json;

    private Accuracy() {}

    /**
     * Runs the comparison and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Accuracy())
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println("accuracy: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments));
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
        double[] one = new OneObservation(experiment, runs).errors();
        System.out.printf(
                Locale.ROOT, "%d migrations in %d runs of %d plans%n%n", log.size(), runs.size(), plans.size());
        row("Vacate, each migration", Scored.mape(validated.migrations()));
        for (Naive naive : Naive.values()) {
            row(naive.title(), error(naive, log));
        }
        row("Vacate, makespan of each run", Scored.mape(validated.runs()));
        row("50 % interval covers", Scored.coverage50(validated.migrations()));
        row("90 % interval covers", Scored.coverage90(validated.migrations()));
        row("90 % interval of the makespan covers", Scored.coverage90(validated.runs()));
        row("Vacate, from one observation (median of the choice)", median(one));
        row("  best choice", one[0]);
        row("  90 % of the choices are below", one[(int) (0.9 * (one.length - 1))]);
        if (json) {
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("mape", Scored.mape(validated.migrations()));
            values.put("makespan_mape", Scored.mape(validated.runs()));
            values.put("coverage50", Scored.coverage50(validated.migrations()));
            values.put("coverage90", Scored.coverage90(validated.migrations()));
            values.put("one_observation_mape", median(one));
            System.out.println(new ObjectMapper().writeValueAsString(values));
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

    private static double error(Naive naive, List<LoggedMigration> log) {
        return log.stream()
                .mapToDouble(
                        row -> Math.abs(naive.seconds(row.forNaive(), row.linkMbit()) - row.seconds()) / row.seconds())
                .average()
                .orElse(Double.NaN);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void row(String title, double share) {
        System.out.printf(Locale.ROOT, "%-55s %6.1f %%%n", title, share * PERCENT);
    }
}
