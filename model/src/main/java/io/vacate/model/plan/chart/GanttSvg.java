package io.vacate.model.plan.chart;

import io.vacate.model.batch.Plan;
import io.vacate.model.internal.Seconds;
import java.util.List;
import java.util.Locale;

/** A plan as a picture: an action each line, time to the right. */
public final class GanttSvg {
    private static final int ROW = 16;
    private static final int BAR = 12;
    private static final int LABELS = 260;
    private static final int TIME = 800;
    private static final int TOP = 40;
    private static final int TICKS = 10;

    private GanttSvg() {}

    /** Returns the picture as an SVG document. */
    public static String of(Plan plan) {
        List<Bar> bars = Bar.of(plan);
        double makespan = Math.max(Seconds.of(plan.makespan()), Double.MIN_NORMAL);
        int height = TOP + ROW * bars.size() + ROW;
        StringBuilder svg = new StringBuilder();
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">
                <style>.migrate{fill:#3572b0}.suspend{fill:#7a5ab0}.boot{fill:#5a9e4b}.shutdown{fill:#b0563a}.axis{stroke:#ccc}</style>
                <text x="4" y="14" font-size="13">%s: %s s, no plan below %s s</text>
                """.formatted(
                        LABELS + TIME + ROW,
                        height,
                        escaped(plan.batch()),
                        seconds(makespan),
                        seconds(Seconds.of(plan.bound().time()))));
        for (int tick = 0; tick <= TICKS; tick++) {
            double x = LABELS + (double) TIME * tick / TICKS;
            svg.append(
                    "<line class=\"axis\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/><text x=\"%s\" y=\"%d\">%s</text>%n"
                            .formatted(
                                    number(x),
                                    TOP,
                                    number(x),
                                    height,
                                    number(x),
                                    TOP - 4,
                                    seconds(makespan * tick / TICKS)));
        }
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int y = TOP + ROW * i;
            double from = LABELS + TIME * bar.start() / makespan;
            double length = Math.max(1, TIME * (bar.end() - bar.start()) / makespan);
            svg.append(
                    "<text x=\"4\" y=\"%d\">%s</text><rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"><title>%s to %s s</title></rect>%n"
                            .formatted(
                                    y + BAR - 1,
                                    escaped(bar.label()),
                                    bar.kind(),
                                    number(from),
                                    y,
                                    number(length),
                                    BAR,
                                    seconds(bar.start()),
                                    seconds(bar.end())));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
