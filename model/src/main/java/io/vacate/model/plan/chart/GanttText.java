package io.vacate.model.plan.chart;

import io.vacate.model.batch.Plan;
import io.vacate.model.internal.Seconds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan as lines of text: an action each, its time to the right. */
public final class GanttText {
    private static final int LONGEST_LABEL = 40;
    private static final int LEAST_BAR = 10;
    private static final int TIMES = 20;

    private GanttText() {}

    /**
     * Returns the lines.
     *
     * @param plan what to show
     * @param width columns of each line, at least; labels of more than {@value #LONGEST_LABEL} are cut
     * @param most how many actions to show; a last line says how many more there are
     */
    public static List<String> lines(Plan plan, int width, int most) {
        List<Bar> all = Bar.of(plan);
        List<Bar> bars = all.subList(0, Math.min(most, all.size()));
        int label = Math.min(
                LONGEST_LABEL,
                bars.stream().mapToInt(bar -> bar.label().length()).max().orElse(0));
        int columns = Math.max(LEAST_BAR, width - label - TIMES);
        double scale = columns / Math.max(Seconds.of(plan.makespan()), Double.MIN_NORMAL);
        List<String> lines = new ArrayList<>();
        for (Bar bar : bars) {
            int from = (int) Math.min(columns - 1.0, bar.start() * scale);
            int to = (int) Math.max(from + 1.0, Math.min(columns, (double) Math.round(bar.end() * scale)));
            String text = bar.label().length() > label ? bar.label().substring(0, label) : bar.label();
            String drawn = " ".repeat(from) + "#".repeat(to - from);
            lines.add(String.format(
                            Locale.ROOT,
                            "%-" + Math.max(1, label) + "s %8.1f %8.1f s %s",
                            text,
                            bar.start(),
                            bar.end(),
                            drawn)
                    .stripTrailing());
        }
        if (all.size() > bars.size()) {
            lines.add("and %d more".formatted(all.size() - bars.size()));
        }
        return lines;
    }
}
