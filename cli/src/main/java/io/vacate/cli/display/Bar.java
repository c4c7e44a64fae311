package io.vacate.cli.display;

/** A bar of eighths of a column. */
final class Bar {
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private Bar() {}

    /** Returns a bar of that width; only a fraction of 1 fills it. */
    static String of(double fraction, int width) {
        int eighths = fraction >= 1 ? width * 8 : Math.min(width * 8 - 1, (int) (fraction * width * 8));
        int full = eighths / 8;
        StringBuilder bar = new StringBuilder("█".repeat(full));
        if (full < width) {
            int rest = eighths % 8;
            bar.append(rest == 0 ? "░" : String.valueOf(EIGHTHS.charAt(rest)));
            bar.append("░".repeat(width - full - 1));
        }
        return bar.toString();
    }
}
