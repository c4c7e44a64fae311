package io.vacate.bench.eta;

import io.vacate.bench.eta.Experience.Earlier;
import io.vacate.bench.score.Median;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The errors of predicted totals, as shares of the actual total, for each scenario and predictor. */
final class ErrorTable {
    static final double[] SHARES = {0.25, 0.5, 0.75};
    private static final double[] BARS = {0.08, 0.06, 0.04};

    /** One run's errors at each share. */
    private record Errors(TraceRun run, String predictor, List<Double> errors) {}

    private final List<Errors> all = new ArrayList<>();

    private ErrorTable() {}

    static ErrorTable of(List<TraceRun> runs, Experience experience) {
        ErrorTable table = new ErrorTable();
        for (TraceRun run : runs) {
            if (run.running().isEmpty()) {
                continue;
            }
            for (Earlier earlier : Earlier.values()) {
                table.add(run, name(earlier), Predictor.LIVE.totals(run, experience.before(run, earlier)));
            }
            for (Predictor predictor : Predictor.values()) {
                if (predictor != Predictor.LIVE) {
                    Predictor.Known known = experience.before(run, Earlier.ALL_OTHERS);
                    table.add(run, predictor.toString(), predictor.totals(run, known));
                }
            }
        }
        return table;
    }

    private static String name(Earlier earlier) {
        return Predictor.LIVE + ", " + earlier;
    }

    private void add(TraceRun run, String predictor, double[] totals) {
        List<Double> errors = new ArrayList<>();
        for (double share : SHARES) {
            errors.add(Math.abs(totals[run.at(share)] - run.totalSeconds()) / run.totalSeconds());
        }
        all.add(new Errors(run, predictor, errors));
    }

    /**
     * Returns the median error over convergent runs at the share of that index, each predicted with what the other runs
     * taught; NaN without such runs.
     */
    double convergent(int share) {
        return Median.of(all.stream()
                .filter(errors -> errors.predictor().equals(name(Earlier.ALL_OTHERS)))
                .filter(errors -> errors.run().kind() == TraceRun.Kind.CONVERGENT)
                .map(errors -> errors.errors().get(share))
                .toList());
    }

    boolean meetsBars() {
        for (int i = 0; i < SHARES.length; i++) {
            if (convergent(i) > BARS[i]) {
                return false;
            }
        }
        return true;
    }

    List<String> lines() {
        Map<String, Map<String, List<Errors>>> groups = new LinkedHashMap<>();
        for (Errors errors : all) {
            groups.computeIfAbsent(errors.run().id().scenario(), key -> new LinkedHashMap<>())
                    .computeIfAbsent(errors.predictor(), key -> new ArrayList<>())
                    .add(errors);
        }
        List<String> lines = new ArrayList<>();
        lines.add("error of the predicted total in %, at 25, 50 and 75 % of the run: median (mean, max)");
        groups.forEach((scenario, predictors) -> {
            List<Errors> first = predictors.values().iterator().next();
            String kind = first.get(0).run().kind().toString().toLowerCase(Locale.ROOT);
            lines.add("%s (n = %d, %s)".formatted(scenario, first.size(), kind));
            predictors.forEach((predictor, errors) -> lines.add(line(predictor, errors)));
        });
        return lines;
    }

    private static String line(String predictor, List<Errors> group) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-24s", predictor));
        for (int i = 0; i < SHARES.length; i++) {
            int share = i;
            List<Double> errors =
                    group.stream().map(each -> each.errors().get(share)).toList();
            double median = Median.of(errors);
            DoubleStream finite = errors.stream().mapToDouble(Double::doubleValue);
            var statistics = finite.summaryStatistics();
            line.append(
                    Double.isFinite(median)
                            ? String.format(
                                    Locale.ROOT,
                                    "%8.1f (%6.1f,%7.1f)",
                                    100 * median,
                                    100 * statistics.getAverage(),
                                    100 * statistics.getMax())
                            : String.format(Locale.ROOT, "%8s%17s", "-", ""));
        }
        return line.toString();
    }
}
