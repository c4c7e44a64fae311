package io.vacate.bench.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast the model predicts. */
@Command(
        name = "model-speed",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times the model with JMH: one estimate; the simulation of migrations that start at once on a network of one host"
                    + " for four of them; and the sharing of that network alone.",
            "Needs no host."
        })
public final class ModelSpeed implements Callable<Integer> {
    /** What must not take longer, in the benchmark's unit. */
    private static final Map<String, Double> BARS =
            Map.of("estimate", 5.0, "simulateOnce of 1000", 5.0, "simulateOnce of 10000", 100.0);

    @Option(
            names = "--quick",
            description = "the two sizes that have a bar, half of the migrations capped; rough numbers")
    private boolean quick;

    @Option(names = "--only", description = "benchmarks whose name matches this regular expression")
    private String only = ".*";

    @Option(names = "--json", description = "print one JSON object as the last line")
    private boolean json;

    private ModelSpeed() {}

    /**
     * Runs the benchmarks and ends the JVM.
     *
     * @param arguments as {@code bench/model-speed --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ModelSpeed()).execute(arguments));
    }

    /**
     * Measures and prints.
     *
     * @return the exit code: 0 if all is within its bar
     * @throws Exception if a benchmark cannot be run
     */
    @Override
    public Integer call() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (RunResult run : run()) {
            rows.add(Row.of(run));
        }
        report(rows);
        return rows.stream().allMatch(Row::within) ? 0 : 1;
    }

    private Collection<RunResult> run() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(getClass().getPackageName() + ".*" + only)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .forks(1)
                .warmupIterations(quick ? 2 : 3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 2 : 5)
                .measurementTime(TimeValue.seconds(1));
        if (quick) {
            options.param("migrations", "1000", "10000").param("capped", "0.5");
        }
        return new Runner(options.build()).run();
    }

    private void report(List<Row> rows) throws IOException {
        System.out.printf("%-14s %10s %7s %12s %8s  %s%n", "benchmark", "migrations", "capped", "time", "+- %", "bar");
        for (Row row : rows) {
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %10s %7s %9.3f %s %8s  %s%n",
                    row.benchmark,
                    row.migrations,
                    row.capped,
                    row.time,
                    row.unit,
                    row.errorPercent(),
                    row.verdict());
        }
        if (json) {
            System.out.println(new ObjectMapper()
                    .writeValueAsString(
                            Map.of("results", rows.stream().map(Row::toJson).toList())));
        }
    }

    /** One line of the table. */
    private record Row(String benchmark, String migrations, String capped, double time, double error, String unit) {
        static Row of(RunResult run) {
            Result<?> result = run.getPrimaryResult();
            return new Row(
                    result.getLabel(),
                    parameter(run, "migrations"),
                    parameter(run, "capped"),
                    result.getScore(),
                    result.getScoreError(),
                    result.getScoreUnit().replace("/op", ""));
        }

        private static String parameter(RunResult run, String name) {
            String value = run.getParams().getParam(name);
            return value == null ? "" : value;
        }

        double bar() {
            String key = migrations.isEmpty() ? benchmark : benchmark + " of " + migrations;
            return BARS.getOrDefault(key, Double.POSITIVE_INFINITY);
        }

        boolean within() {
            return time < bar();
        }

        /** Returns half of the 99.9 % confidence interval, or nothing of too few iterations. */
        String errorPercent() {
            return Double.isNaN(error) ? "" : String.format(Locale.ROOT, "%.1f", 100 * error / time);
        }

        String verdict() {
            if (Double.isInfinite(bar())) {
                return "";
            }
            return String.format(Locale.ROOT, "%s %.0f %s", within() ? "below" : "NOT below", bar(), unit);
        }

        Map<String, Object> toJson() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("benchmark", benchmark);
            if (!migrations.isEmpty()) {
                values.put("migrations", Integer.parseInt(migrations));
                values.put("capped", Double.parseDouble(capped));
            }
            values.put("time_" + (unit.equals("ms") ? "ms" : "us"), time);
            return values;
        }
    }
}
