package io.vacate.cli.display;

import io.vacate.api.unit.DataRate;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.progress.Stage;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A bar for each VM and one for the whole, drawn again in place on an ANSI terminal. Thread-safe. */
public final class BarDisplay implements RunDisplay {
    private static final int LONGEST_NAME = 24;
    private static final int WIDEST_BAR = 30;
    private static final int NARROWEST_BAR = 8;

    /** Columns that the text right of a bar needs. */
    private static final int DETAILS = 36;

    /** Lines of the terminal that are left to what was there before. */
    private static final int SPARE_LINES = 4;

    private static final String ESTIMATED = "estimated ";

    private static final String CLEAR_TO_END = "\033[K";

    private final PrintStream out;
    private final Style style;
    private final int width;
    private final int rows;
    private int drawn;

    /** Makes a display for a terminal of that size, in columns and lines. */
    public BarDisplay(PrintStream out, Style style, int width, int height) {
        this.out = out;
        this.style = style;
        this.width = width;
        this.rows = Math.max(1, height - SPARE_LINES);
    }

    @Override
    public synchronized void onEvent(RunEvent event) {
        boolean isNews = event instanceof RunEvent.Retrying
                || event instanceof RunEvent.Trouble
                || event instanceof RunEvent.NotConverging;
        if (isNews) {
            say(style.warning(EventTexts.of(event)));
        }
    }

    @Override
    public synchronized void show(RunProgress progress) {
        draw(progress);
    }

    @Override
    public synchronized void end(RunProgress progress) {
        draw(progress);
        drawn = 0;
    }

    /** Writes a line above the bars, which are drawn below it with the next sample. */
    @Override
    public synchronized void say(String line) {
        StringBuilder text = new StringBuilder();
        up(text);
        text.append(line).append(CLEAR_TO_END).append('\n').append("\033[J");
        drawn = 0;
        out.print(text);
        out.flush();
    }

    private void draw(RunProgress progress) {
        List<String> lines = lines(progress);
        StringBuilder text = new StringBuilder();
        up(text);
        lines.forEach(line -> text.append(line).append(CLEAR_TO_END).append('\n'));
        text.append("\033[J");
        drawn = lines.size();
        // One write, so that no half-drawn state is seen.
        out.print(text);
        out.flush();
    }

    private void up(StringBuilder text) {
        if (drawn > 0) {
            text.append("\033[").append(drawn).append('A');
        }
        text.append('\r');
    }

    /** Returns the lines as they are drawn, none wider than the terminal. */
    List<String> lines(RunProgress progress) {
        int name = nameWidth(progress);
        int bar = Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, width - name - DETAILS));
        List<String> lines = new ArrayList<>();
        List<MoveProgress> shown = shown(progress);
        shown.forEach(move -> lines.add(line(
                move.move().vm().name(), name, move.fraction(), bar, details(move), move.stage() == Stage.NOT_MOVED)));
        int hidden = progress.moves().size() - shown.size();
        if (hidden > 0) {
            lines.add(style.dim(Texts.fit("  … and %d more".formatted(hidden), width - 1)));
        }
        String summary = "%d of %d · %s"
                .formatted(
                        progress.moved(),
                        progress.moves().size(),
                        progress.fraction() >= 1
                                ? "took " + Texts.countdown(progress.elapsed())
                                : "%s%s left"
                                        .formatted(
                                                progress.isEstimated() ? ESTIMATED : "",
                                                Texts.countdown(progress.remaining())));
        lines.add(line("all", name, progress.fraction(), bar, summary, false));
        return lines;
    }

    private static int nameWidth(RunProgress progress) {
        return progress.moves().stream()
                .mapToInt(move -> Texts.width(move.move().vm().name()))
                .map(columns -> Math.min(LONGEST_NAME, columns))
                .max()
                .orElse(3);
    }

    /** Returns the moves that fit, in the plan's order; those under way before those that wait, and these before the rest. */
    private List<MoveProgress> shown(RunProgress progress) {
        if (progress.moves().size() <= rows) {
            return progress.moves();
        }
        List<MoveProgress> chosen = progress.moves().stream()
                .sorted(Comparator.comparingInt(BarDisplay::rank))
                .limit(rows - 1L)
                .toList();
        return progress.moves().stream().filter(chosen::contains).toList();
    }

    private static int rank(MoveProgress move) {
        return switch (move.stage()) {
            case PREPARING, COPYING, SWITCHING_OVER -> 0;
            case NOT_MOVED -> 1;
            case WAITING -> 2;
            case MOVED -> 3;
        };
    }

    private String line(String name, int nameWidth, double fraction, int barWidth, String details, boolean isBad) {
        String bar = Bar.of(fraction, barWidth);
        String percent = "%3d %%".formatted((int) (100 * fraction));
        int room = Math.max(0, width - 1 - (2 + nameWidth + 1 + barWidth + 1 + percent.length() + 2));
        String text = Texts.fit(details, room).stripTrailing();
        String colored = isBad ? style.bad(bar) : fraction >= 1 ? style.good(bar) : bar;
        return "  " + Texts.fit(name, nameWidth) + " " + colored + " " + percent + "  "
                + (isBad ? style.bad(text) : text);
    }

    private static String details(MoveProgress move) {
        return switch (move.stage()) {
            case WAITING -> "waiting";
            case PREPARING -> "preparing → " + EventTexts.name(move.destination());
            case COPYING -> copying(move);
            case SWITCHING_OVER -> "switching over";
            case MOVED -> "on %s after %s".formatted(EventTexts.name(move.destination()), Texts.time(move.elapsed()));
            case NOT_MOVED -> "not moved";
        };
    }

    private static String copying(MoveProgress move) {
        String rate = move.rate().equals(DataRate.ZERO) ? "" : move.rate() + " ";
        String round = move.iteration() > 1 ? "round %d ".formatted(move.iteration()) : "";
        String basis = move.isEstimated() ? ESTIMATED : "";
        String left = Texts.countdown(move.remaining());
        return "→ %s %s%s%s%s left".formatted(EventTexts.name(move.destination()), rate, round, basis, left);
    }
}
