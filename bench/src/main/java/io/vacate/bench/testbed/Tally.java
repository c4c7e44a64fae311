package io.vacate.bench.testbed;

import io.vacate.bench.score.Median;
import io.vacate.model.batch.Plan;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a way of emptying a host did, run by run. A run that left a VM behind counts as endless. For one thread. */
final class Tally {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;

    private final List<Double> actual = new ArrayList<>();
    private final List<Double> predicted = new ArrayList<>();

    /** Adds a run, and returns it as a line for people. */
    String add(EvacuationReport report) {
        Plan plan = report.plan();
        boolean complete = report.status() == RunStatus.COMPLETE;
        double took = seconds(report.elapsed());
        double foretold = seconds(plan.expected(plan.makespan()));
        actual.add(complete ? took : Double.POSITIVE_INFINITY);
        predicted.add(plan.notConverging() == 0 ? foretold : Double.POSITIVE_INFINITY);
        return String.format(
                Locale.ROOT,
                "%.1f s, predicted %.1f s (%s, %d at once)%s",
                took,
                foretold,
                plan.strategy(),
                plan.mostAtOnce(),
                complete
                        ? ""
                        : ": %d of %d moved"
                                .formatted(report.moved(), report.moves().size()));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS_PER_SECOND;
    }

    static String header() {
        return "%-14s %10s %10s %8s   %s".formatted("strategy", "median s", "predicted", "error", "runs");
    }

    String row(String name) {
        double took = Median.of(actual);
        double foretold = Median.of(predicted);
        return String.format(
                Locale.ROOT,
                "%-14s %10.1f %10.1f %7.1f%%   %s",
                name,
                took,
                foretold,
                PERCENT * (foretold / took - 1),
                actual.stream()
                        .map(each -> String.format(Locale.ROOT, "%.1f", each))
                        .toList());
    }

    /** Returns the medians by their keys; infinite where most runs left VMs behind. */
    Map<String, Double> medians() {
        return Map.of("median_s", Median.of(actual), "predicted_s", Median.of(predicted));
    }
}
