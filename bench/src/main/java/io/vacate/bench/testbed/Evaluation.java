package io.vacate.bench.testbed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.api.unit.DataRate;
import io.vacate.bench.csv.CsvFile;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.estimate.FluidSimulation;
import io.vacate.model.estimate.SimulatedJob;
import io.vacate.model.estimate.SimulationResult;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.profile.NetworkProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Predicts measured migrations with what one small idle VM taught, on each sort of link and in each mode. */
@Command(
        name = "testbed-accuracy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Calibrates on the idle VM of 128 MiB, and predicts all others.")
public final class Evaluation implements Callable<Integer> {
    private static final double PERCENT = 100;
    private static final List<String> HOSTS = List.of("h1", "h2", "h3");

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "what was measured")
    private Path data = Path.of("");

    @Option(names = "--json", description = "print one JSON object as the last line")
    private boolean json;

    private final Map<String, Double> summary = new LinkedHashMap<>();

    private Evaluation() {}

    /**
     * Runs the evaluation and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Evaluation()).execute(arguments));
    }

    /**
     * Reads, predicts, compares and prints.
     *
     * @return the exit code
     * @throws Exception if the file cannot be read
     */
    @Override
    public Integer call() throws Exception {
        List<MeasuredMigration> all =
                CsvFile.read(data).stream().map(MeasuredMigration::new).toList();
        Map<String, List<MeasuredMigration>> byLink = new TreeMap<>();
        all.forEach(each ->
                byLink.computeIfAbsent(each.link(), link -> new ArrayList<>()).add(each));
        byLink.forEach((link, rows) -> evaluate(link.isEmpty() ? "unlimited" : link + " Mbit/s", link, rows));
        if (json) {
            System.out.println(new ObjectMapper().writeValueAsString(summary));
        }
        return CommandLine.ExitCode.OK;
    }

    private void evaluate(String title, String link, List<MeasuredMigration> rows) {
        NetworkProfile told = NetworkProfile.star(
                HOSTS, DataRate.ofMegabitsPerSecond(link.isEmpty() ? 100_000 : Math.round(Double.parseDouble(link))));
        Calibration learned = Calibration.prior();
        for (MeasuredMigration row : rows) {
            if (row.calibrates() && row.completed()) {
                learned = learned.updatedWith(row.observation());
            }
        }
        System.out.printf(Locale.ROOT, "%n== %s%n", title);
        singles(title, "single", learned, told, rows);
        singles(title, "mode", learned, told, rows);
        groups(title, learned, told, rows);
    }

    private void singles(
            String title, String set, Calibration learned, NetworkProfile told, List<MeasuredMigration> rows) {
        NetworkProfile network = learned.apply(told);
        Map<String, List<double[]>> byCase = new TreeMap<>();
        for (MeasuredMigration row : rows) {
            if (row.set().equals(set) && row.completed() && !row.calibrates()) {
                double predicted = learned.estimator()
                        .seconds(learned.apply(row.vm()), network.path(row.from(), row.to()), row.tuning());
                double naive = row.memoryMib()
                        * 0x1p20
                        / told.path(row.from(), row.to()).rateAlone().bytesPerSecond();
                byCase.computeIfAbsent(row.caseName(), name -> new ArrayList<>())
                        .add(new double[] {row.seconds(), predicted, naive});
            }
        }
        if (byCase.isEmpty()) {
            return;
        }
        System.out.printf(Locale.ROOT, "%-50s %8s %9s %7s%n", set, "seconds", "predicted", "error");
        byCase.forEach((name, runs) -> System.out.printf(
                Locale.ROOT,
                "%-50s %8.2f %9.2f %6.1f%%%n",
                name,
                mean(runs, 0),
                mean(runs, 1),
                PERCENT * (mean(runs, 1) / mean(runs, 0) - 1)));
        List<double[]> each = byCase.values().stream().flatMap(List::stream).toList();
        score(title + " " + set, each, 1);
        score(title + " " + set + " memory/bandwidth", each, 2);
    }

    private void groups(String title, Calibration learned, NetworkProfile told, List<MeasuredMigration> rows) {
        Map<String, List<MeasuredMigration>> groups = new LinkedHashMap<>();
        for (MeasuredMigration row : rows) {
            if (row.set().equals("group")) {
                groups.computeIfAbsent(row.group(), name -> new ArrayList<>()).add(row);
            }
        }
        List<double[]> ended = new ArrayList<>();
        for (Map.Entry<String, List<MeasuredMigration>> group : groups.entrySet()) {
            double actual = group.getValue().stream()
                    .mapToDouble(MeasuredMigration::end)
                    .max()
                    .orElse(0);
            SimulationResult predicted = simulate(group.getValue(), learned, told);
            boolean completed = group.getValue().stream().allMatch(MeasuredMigration::completed);
            if (completed) {
                ended.add(new double[] {actual, predicted.makespanSeconds()});
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-50s %8.1f %9.1f %6.1f%%%s%s%n",
                    group.getKey(),
                    actual,
                    predicted.makespanSeconds(),
                    PERCENT * (predicted.makespanSeconds() / actual - 1),
                    completed ? "" : "  did not converge",
                    predicted.forcedCount() == 0 ? "" : "  (%d foretold)".formatted(predicted.forcedCount()));
        }
        if (!ended.isEmpty()) {
            score(title + " group", ended, 1);
        }
    }

    private static SimulationResult simulate(List<MeasuredMigration> group, Calibration learned, NetworkProfile told) {
        NetworkProfile network = learned.apply(told);
        List<SimulatedJob> jobs = group.stream()
                .map(row -> new SimulatedJob(learned.apply(row.vm()), network.path(row.from(), row.to()), row.tuning()))
                .toList();
        boolean sequential = group.get(0).strategy().equals("sequential");
        return new FluidSimulation(learned.estimator(), jobs, network.reverseSlowdown())
                .run(sequential ? StartOrder.sequential() : StartOrder.parallel());
    }

    private void score(String what, List<double[]> pairs, int column) {
        double mape = pairs.stream()
                .mapToDouble(pair -> Math.abs(pair[column] - pair[0]) / pair[0])
                .average()
                .orElse(Double.NaN);
        summary.put(what, mape);
        System.out.printf(
                Locale.ROOT, "%-50s mean absolute error %.1f %% of %d%n%n", what, PERCENT * mape, pairs.size());
    }

    private static double mean(List<double[]> runs, int column) {
        return runs.stream().mapToDouble(run -> run[column]).average().orElse(Double.NaN);
    }
}
