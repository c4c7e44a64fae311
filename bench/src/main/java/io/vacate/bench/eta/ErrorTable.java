package io.vacate.bench.eta;

import io.vacate.bench.score.Median;
import io.vacate.model.live.LiveKnowledge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The errors of predicted totals, as shares of the actual total, for each scenario and predictor. */
final class ErrorTable {
    static final double[] SHARES = {0.25, 0.5, 0.75};
    private static final double[] BARS = {0.08, 0.06, 0.04};

    /** One run's errors at each share. */
    private record Errors(TraceRun run, Predictor predictor, List<Double> errors) {}

    private final List<Errors> all = new ArrayList<>();

    private ErrorTable() {}

    static ErrorTable of(List<TraceRun> runs, Experience experience) {
        ErrorTable table = new ErrorTable();
        for (TraceRun run : runs) {
            if (run.running().isEmpty()) {
                continue;
            }
            LiveKnowledge known =
                    experience.forRemainingTime(run, Set.of(run.id())).build();
            for (Predictor predictor : Predictor.values()) {
                table.all.add(new Errors(run, predictor, errors(run, predictor.totals(run, known))));
            }
        }
        return table;
    }

    private static List<Double> errors(TraceRun run, double[] totals) {
        List<Double> errors = new ArrayList<>();
        for (double share : SHARES) {
            errors.add(Math.abs(totals[run.at(share)] - run.totalSeconds()) / run.totalSeconds());
        }
        return errors;
    }

    /** Returns the median error of our predictor over convergent runs at the share of that index; NaN without such runs. */
    double convergent(int share) {
        return Median.of(all.stream()
                .filter(errors -> errors.predictor() == Predictor.LIVE)
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
        Map<String, List<Errors>> groups = new LinkedHashMap<>();
        for (Errors errors : all) {
            groups.computeIfAbsent(errors.run().id().scenario(), key -> new ArrayList<>())
                    .add(errors);
        }
        List<String> lines = new ArrayList<>();
        lines.add("median error of the predicted total, at 25, 50 and 75 % of the run");
        groups.forEach((scenario, group) -> {
            long runs = group.stream().map(Errors::run).distinct().count();
            lines.add("%s (%d runs, %s)"
                    .formatted(
                            scenario, runs, group.get(0).run().kind().toString().toLowerCase(Locale.ROOT)));
            for (Predictor predictor : Predictor.values()) {
                lines.add(line(
                        predictor,
                        group.stream()
                                .filter(errors -> errors.predictor() == predictor)
                                .toList()));
            }
        });
        return lines;
    }

    private static String line(Predictor predictor, List<Errors> group) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-24s", predictor));
        for (int i = 0; i < SHARES.length; i++) {
            int share = i;
            double median = Median.of(
                    group.stream().map(errors -> errors.errors().get(share)).toList());
            line.append(
                    Double.isFinite(median)
                            ? String.format(Locale.ROOT, "%9.1f %%", 100 * median)
                            : String.format(Locale.ROOT, "%11s", "-"));
        }
        return line.toString();
    }
}
