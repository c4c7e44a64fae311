package io.vacate.cli.terminal;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The lines that were drawn last at the bottom of an ANSI terminal, and how to get back over them. A terminal whose window
 * became narrower has wrapped them, so they are counted by its present width. For one thread.
 */
final class Canvas {
    private static final Pattern ESCAPE = Pattern.compile("\033\\[[0-9;]*[A-Za-z]");
    private static final String CLEAR_LINE = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";

    private List<Integer> drawn = List.of();

    /** Returns what takes the lines away, so that text can follow in their place. */
    String erase(Terminal terminal) {
        if (drawn.isEmpty()) {
            return "";
        }
        String text = up(terminal) + CLEAR_BELOW;
        drawn = List.of();
        return text;
    }

    /** Returns what puts {@code lines} in the place of those before. */
    String draw(List<String> lines, Terminal terminal) {
        StringBuilder text = new StringBuilder(up(terminal));
        lines.forEach(line -> text.append(line).append(CLEAR_LINE).append('\n'));
        drawn = lines.stream().map(Canvas::columns).toList();
        return text.append(CLEAR_BELOW).toString();
    }

    /** What was drawn stays, and is text like any other from now on. */
    void leave() {
        drawn = List.of();
    }

    private String up(Terminal terminal) {
        int rows = drawn.stream()
                .mapToInt(columns -> Math.max(1, (columns + terminal.width() - 1) / terminal.width()))
                .sum();
        int reachable = Math.min(rows, terminal.height() - 1);
        return drawn.isEmpty() ? "\r" : "\033[" + reachable + "A\r";
    }

    private static int columns(String line) {
        String visible = ESCAPE.matcher(line).replaceAll("");
        return visible.codePointCount(0, visible.length());
    }
}
