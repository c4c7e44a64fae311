package io.vacate.bench.eta;

import io.vacate.model.live.LiveEstimate;
import io.vacate.model.live.SteadyCountdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How often the remaining time lay within its intervals, and what people would have seen, after what the other runs of the
 * scenario taught.
 */
final class IntervalTable {
    private static final double FIRST_SHARE = 0.05;
    private static final double STEP = 0.1;
    private static final int STEPS = 10;

    private final Map<String, Counts> scenarios = new LinkedHashMap<>();

    /** What was counted of one scenario. */
    private static final class Counts {
        private int asked;
        private int withinHalf;
        private int withinNinety;
        private int runs;
        private int raised;
        private double mostRaised;
    }

    private IntervalTable() {}

    static IntervalTable of(List<TraceRun> runs, Experience experience) {
        IntervalTable table = new IntervalTable();
        for (TraceRun run : runs) {
            boolean hasOwnEnd = run.kind() == TraceRun.Kind.CONVERGENT || run.kind() == TraceRun.Kind.PAUSED;
            if (hasOwnEnd && !run.running().isEmpty()) {
                table.add(run, Predictor.estimates(run, experience.before(run, Experience.Earlier.ALL_OTHERS)));
            }
        }
        return table;
    }

    private void add(TraceRun run, List<LiveEstimate> estimates) {
        Counts counts = scenarios.computeIfAbsent(run.id().scenario(), key -> new Counts());
        counts.runs++;
        for (int i = 0; i < STEPS; i++) {
            LiveEstimate estimate = estimates.get(run.at(FIRST_SHARE + i * STEP));
            Duration left = Experience.total(run).minus(estimate.elapsed());
            counts.asked++;
            counts.withinHalf += estimate.half().contains(left) ? 1 : 0;
            counts.withinNinety += estimate.ninetyPercent().contains(left) ? 1 : 0;
        }
        watch(estimates, counts);
    }

    private static void watch(List<LiveEstimate> estimates, Counts counts) {
        SteadyCountdown countdown = new SteadyCountdown();
        Duration before = null;
        for (LiveEstimate estimate : estimates) {
            SteadyCountdown.Reading reading = countdown.show(estimate);
            if (before != null && reading.remaining().compareTo(before) > 0) {
                counts.raised++;
                double by = reading.remaining().minus(before).toNanos() / 1e9;
                counts.mostRaised = Math.max(counts.mostRaised, by);
            }
            before = reading.remaining();
        }
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("remaining time within its intervals, ten times a run; and how often what is shown had to be raised");
        scenarios.forEach((scenario, counts) -> lines.add(String.format(
                Locale.ROOT,
                "  %-38s %3d runs   50 %%: %3.0f %%   90 %%: %3.0f %%   raised %d times, by %.1f s at most",
                scenario,
                counts.runs,
                100.0 * counts.withinHalf / counts.asked,
                100.0 * counts.withinNinety / counts.asked,
                counts.raised,
                counts.mostRaised)));
        return lines;
    }
}
