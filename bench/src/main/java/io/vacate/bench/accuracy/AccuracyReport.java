package io.vacate.bench.accuracy;

import io.vacate.bench.naive.Naive;
import io.vacate.bench.plot.CoveragePlot;
import io.vacate.bench.plot.PredictedAgainstMeasured;
import io.vacate.bench.score.JsonLine;
import io.vacate.bench.score.Median;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far off the predictions of a log were.
 *
 * @param log what was logged
 * @param validated each plan predicted with what the others taught
 * @param one mean errors of predicting with what one migration taught, of each choice of that one, ascending
 */
record AccuracyReport(List<LoggedMigration> log, CrossValidation validated, List<Double> one) {
    private static final double MOST = 0.9;
    private static final double PERCENT = 100;

    /** Returns a table for people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        long plans = log.stream().map(LoggedMigration::plan).distinct().count();
        lines.add("%d migrations in %d runs of %d plans"
                .formatted(log.size(), validated.runs().size(), plans));
        lines.add("");
        lines.add(row("Vacate, each migration", Scored.mape(validated.migrations())));
        for (Naive naive : Naive.values()) {
            lines.add(row(naive.title(), error(naive)));
        }
        lines.add(row("Vacate, makespan of each run", Scored.mape(validated.runs())));
        lines.add(row("50 % interval covers", Scored.coverage50(validated.migrations())));
        lines.add(row("90 % interval covers", Scored.coverage90(validated.migrations())));
        lines.add(row("90 % interval of the makespan covers", Scored.coverage90(validated.runs())));
        lines.add(row("Vacate, from one observation (median of the choice)", Median.of(one)));
        lines.add(row("  best choice", one.get(0)));
        lines.add(row("  90 % of the choices are below", one.get((int) (MOST * (one.size() - 1)))));
        return lines;
    }

    double error(Naive naive) {
        return log.stream()
                .mapToDouble(
                        row -> Math.abs(naive.seconds(row.forNaive(), row.linkMbit()) - row.seconds()) / row.seconds())
                .average()
                .orElse(Double.NaN);
    }

    private static String row(String title, double share) {
        return Double.isNaN(share)
                ? String.format(Locale.ROOT, "%-55s %6s", title, "-")
                : String.format(Locale.ROOT, "%-55s %6.1f %%", title, share * PERCENT);
    }

    /** Returns the numbers for programs, as shares of one. */
    JsonLine json() {
        return new JsonLine()
                .put("mape", Scored.mape(validated.migrations()))
                .put("makespan_mape", Scored.mape(validated.runs()))
                .put("coverage50", Scored.coverage50(validated.migrations()))
                .put("coverage90", Scored.coverage90(validated.migrations()))
                .put("one_observation_mape", Median.of(one));
    }

    /** Writes {@code logged-migrations.svg} and {@code logged-coverage.svg}. */
    void plot(Path directory) throws IOException {
        PredictedAgainstMeasured times = new PredictedAgainstMeasured("Logged migrations, predicted by other plans");
        validated.migrations().forEach(each -> times.add("migrations", each.actual(), each.predicted()));
        validated.runs().forEach(each -> times.add("makespans of runs", each.actual(), each.predicted()));
        times.write(directory.resolve("logged-migrations.svg"));
        CoveragePlot coverage = new CoveragePlot("Logged migrations within their intervals");
        coverage.add("migrations", validated.migrationLadder().points());
        coverage.add("makespans of runs", validated.runLadder().points());
        coverage.write(directory.resolve("logged-coverage.svg"));
    }
}
