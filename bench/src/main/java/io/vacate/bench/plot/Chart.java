package io.vacate.bench.plot;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Points and lines between two axes, with a legend. */
final class Chart {
    private static final int SIZE = 420;
    private static final int LEFT = 70;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int RIGHT = 20;
    private static final int LEGEND_LINE = 18;
    private static final List<String> COLOURS =
            List.of("#0b6fb8", "#d1620a", "#2a8f3c", "#8a4fbf", "#b3264a", "#6b6b00");

    private final String title;
    private final Axis across;
    private final Axis up;
    private final StringBuilder body = new StringBuilder();
    private final StringBuilder legend = new StringBuilder();
    private int series;
    private int legendLines;

    Chart(String title, Axis across, Axis up) {
        this.title = title;
        this.across = across;
        this.up = up;
        grid();
    }

    private double x(double value) {
        return LEFT + SIZE * across.share(value);
    }

    private double y(double value) {
        return TOP + SIZE * (1 - up.share(value));
    }

    private static String number(double value) {
        return BigDecimal.valueOf(Math.round(value * 10), 1)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String tick(double value) {
        return new BigDecimal(value, new MathContext(3)).stripTrailingZeros().toPlainString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void line(StringBuilder to, double x1, double y1, double x2, double y2, String style) {
        to.append("<path d=\"M%s %sL%s %s\" %s/>\n".formatted(number(x1), number(y1), number(x2), number(y2), style));
    }

    private static void text(StringBuilder to, double x, double y, String attributes, String text) {
        to.append("<text x=\"%s\" y=\"%s\"%s>%s</text>\n".formatted(number(x), number(y), attributes, escaped(text)));
    }

    private void grid() {
        for (double tick : across.ticks()) {
            line(body, x(tick), TOP, x(tick), TOP + SIZE, "stroke=\"#ddd\"");
            text(body, x(tick), TOP + SIZE + 18, " text-anchor=\"middle\"", tick(tick));
        }
        for (double tick : up.ticks()) {
            line(body, LEFT, y(tick), LEFT + SIZE, y(tick), "stroke=\"#ddd\"");
            text(body, LEFT - 8, y(tick) + 4, " text-anchor=\"end\"", tick(tick));
        }
        text(body, LEFT + SIZE / 2.0, TOP + SIZE + 44, " text-anchor=\"middle\"", across.label());
        double middle = TOP + SIZE / 2.0;
        text(
                body,
                18,
                middle,
                " text-anchor=\"middle\" transform=\"rotate(-90 18 %s)\"".formatted(number(middle)),
                up.label());
    }

    private String nextColour() {
        return COLOURS.get(series++ % COLOURS.size());
    }

    private double legendY() {
        return TOP + SIZE + BOTTOM + LEGEND_LINE * legendLines++;
    }

    /** Adds dots; those that fall together are one. */
    Chart dots(String name, List<Point> points) {
        String style = "fill=\"none\" stroke=\"%s\" stroke-width=\"4\" stroke-linecap=\"round\" stroke-opacity=\".6\""
                .formatted(nextColour());
        Set<String> dots = new LinkedHashSet<>();
        points.forEach(point -> dots.add("M%s %sh0".formatted(number(x(point.x())), number(y(point.y())))));
        body.append("<path d=\"%s\" %s/>\n".formatted(String.join("", dots), style));
        double y = legendY();
        legend.append("<path d=\"M%d %sh0\" %s/>\n".formatted(LEFT + 12, number(y), style));
        text(legend, LEFT + 30, y + 4, "", name);
        return this;
    }

    /** Adds a line through points, with dots at them. */
    Chart curve(String name, List<Point> points) {
        String colour = nextColour();
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(number(x(point.x())))
                    .append(' ')
                    .append(number(y(point.y())));
        }
        body.append("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n".formatted(path, colour));
        points.forEach(point -> body.append("<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>\n"
                .formatted(number(x(point.x())), number(y(point.y())), colour)));
        double y = legendY();
        line(legend, LEFT, y, LEFT + 24, y, "stroke=\"%s\" stroke-width=\"2\"".formatted(colour));
        text(legend, LEFT + 30, y + 4, "", name);
        return this;
    }

    /** Adds a thin line to compare with; only its first use of a name is in the legend. */
    Chart guide(String name, Point from, Point to, boolean dashed) {
        String style = "stroke=\"#555\"" + (dashed ? " stroke-dasharray=\"4 4\"" : "");
        line(body, x(from.x()), y(from.y()), x(to.x()), y(to.y()), style);
        if (legend.indexOf(">" + escaped(name) + "<") < 0) {
            double y = legendY();
            line(legend, LEFT, y, LEFT + 24, y, style);
            text(legend, LEFT + 30, y + 4, "", name);
        }
        return this;
    }

    String svg() {
        int width = LEFT + SIZE + RIGHT;
        int height = TOP + SIZE + BOTTOM + LEGEND_LINE * legendLines;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " font-family=\"sans-serif\" font-size=\"13\">\n<title>%s</title>\n",
                width,
                height,
                width,
                height,
                escaped(title)));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        text(svg, width / 2.0, 28, " text-anchor=\"middle\" font-size=\"15\" font-weight=\"bold\"", title);
        svg.append(body);
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#000\"/>\n"
                .formatted(LEFT, TOP, SIZE, SIZE));
        return svg.append(legend).append("</svg>\n").toString();
    }

    /** Writes the file, and its directory if it is not there. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, svg());
    }
}
