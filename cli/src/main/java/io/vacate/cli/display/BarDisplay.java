package io.vacate.cli.display;

import io.vacate.api.unit.DataRate;
import io.vacate.cli.terminal.Picture;
import io.vacate.cli.terminal.QueuedStream;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.progress.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A bar for each VM and one for the whole, drawn again in place on an ANSI terminal. Thread-safe. */
public final class BarDisplay implements RunDisplay {
    private static final int MAX_NAME_WIDTH = 24;
    private static final int MAX_BAR_WIDTH = 30;
    private static final int MIN_BAR_WIDTH = 4;

    /** Columns that the text right of a bar needs: it says more than the bar, which gives way to it. */
    private static final int DETAILS_WIDTH = 36;

    /** Lines of the terminal that are left to what was there before. */
    private static final int SPARE_LINES = 4;

    private static final String ESTIMATED = "estimated ";

    private final QueuedStream out;
    private final Style style;

    /** Makes a display on a terminal. */
    public BarDisplay(QueuedStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    @Override
    public void onEvent(RunEvent event) {
        boolean isNews = event instanceof RunEvent.Retrying
                || event instanceof RunEvent.Trouble
                || event instanceof RunEvent.NotConverging
                || event instanceof RunEvent.ConvergesAfterAll;
        if (isNews) {
            say(style.warning(EventTexts.of(event)));
        }
    }

    @Override
    public void show(RunProgress progress) {
        out.pin(picture(progress));
    }

    @Override
    public void showStopping(RunProgress progress) {
        show(progress);
    }

    @Override
    public void end(RunProgress progress) {
        out.settle(picture(progress));
    }

    /** Writes a line above the bars. */
    @Override
    public void say(String line) {
        out.println(line);
    }

    private Picture picture(RunProgress progress) {
        return (columns, rows) -> lines(progress, columns, Math.max(1, rows - SPARE_LINES));
    }

    /** Returns the lines as they are drawn, none wider than the terminal. */
    List<String> lines(RunProgress progress, int columns, int rows) {
        Layout layout = Layout.of(progress, columns);
        List<MoveProgress> shown = shown(progress, rows);
        List<String> lines = new ArrayList<>();
        shown.forEach(move -> lines.add(line(layout, move)));
        int hidden = progress.moves().size() - shown.size();
        if (hidden > 0) {
            lines.add(style.dim(Texts.fit("  … and %d more".formatted(hidden), columns - 1)));
        }
        lines.add(summary(layout, progress));
        return lines;
    }

    /** How many columns each part of a line has; a bar of none is left out. */
    private record Layout(int name, int bar, int details) {
        /** Indentation, percentage, and the blanks between. */
        private static final int REST = 2 + 1 + 5 + 2;

        static Layout of(RunProgress progress, int columns) {
            int longest = progress.moves().stream()
                    .mapToInt(move -> Texts.width(move.move().vm().name()))
                    .max()
                    .orElse(0);
            int name = Math.max(3, Math.min(longest, Math.min(MAX_NAME_WIDTH, columns / 3)));
            int room = Math.max(0, columns - 1 - REST - name);
            int bar = Math.min(MAX_BAR_WIDTH, room - 1 - DETAILS_WIDTH);
            return bar < MIN_BAR_WIDTH ? new Layout(name, 0, room) : new Layout(name, bar, room - 1 - bar);
        }

        String line(String name, String bar, double fraction, String details) {
            return "  %s %s%3d %%  %s"
                    .formatted(
                            Texts.fit(name, this.name), this.bar > 0 ? bar + " " : "", (int) (100 * fraction), details);
        }

        /** Returns the first of some texts that fits, or as much of the last as fits. */
        String fitting(List<String> texts) {
            return texts.stream()
                    .filter(text -> Texts.width(text) <= details)
                    .findFirst()
                    .orElseGet(() ->
                            Texts.fit(texts.get(texts.size() - 1), details).stripTrailing());
        }
    }

    private String line(Layout layout, MoveProgress move) {
        String name = move.move().vm().name();
        String details = layout.fitting(details(move));
        if (move.stage() == Stage.NOT_MOVED) {
            return layout.line(name, style.bad(Bar.of(0, layout.bar())), 0, style.bad(details));
        }
        String bar = Bar.of(move.fraction(), layout.bar());
        return layout.line(name, move.stage() == Stage.MOVED ? style.good(bar) : bar, move.fraction(), details);
    }

    /** Once all has ended the bar of the whole shows what has moved: 100 % and green is for all of it. */
    private String summary(Layout layout, RunProgress progress) {
        int all = progress.moves().size();
        String moved = "%d of %d · ".formatted(progress.moved(), all);
        if (progress.fraction() < 1) {
            String left = Texts.countdown(progress.remaining()) + " left";
            String details = layout.fitting(
                    List.of(moved + (progress.isEstimated() ? ESTIMATED : "") + left, moved + left, left));
            return layout.line("all", Bar.of(progress.fraction(), layout.bar()), progress.fraction(), details);
        }
        String took = Texts.countdown(progress.elapsed());
        if (progress.moved() == all) {
            String details = layout.fitting(List.of(moved + "took " + took));
            return layout.line("all", style.good(Bar.of(1, layout.bar())), 1, details);
        }
        double share = progress.moved() / (double) all;
        String details = layout.fitting(List.of(moved + "ended after " + took));
        return layout.line("all", style.bad(Bar.of(share, layout.bar())), share, style.bad(details));
    }

    /** Returns the moves that fit, in the plan's order; those under way before those that wait, and these before the rest. */
    private static List<MoveProgress> shown(RunProgress progress, int rows) {
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
            case WAITING, SUSPENDED -> 2;
            case MOVED -> 3;
        };
    }

    /** Returns what to say of a move: the whole, and less and less of it for narrow terminals. */
    private static List<String> details(MoveProgress move) {
        String destination = EventTexts.name(move.destination());
        return switch (move.stage()) {
            case WAITING -> List.of("waiting");
            case PREPARING -> List.of("preparing → " + destination, "preparing");
            case SUSPENDED -> List.of("suspended, waits → " + destination, "suspended, waits", "suspended");
            case COPYING -> copying(move, destination);
            case SWITCHING_OVER -> List.of("switching over");
            case MOVED -> List.of("on %s after %s".formatted(destination, Texts.time(move.elapsed())), "moved");
            case NOT_MOVED -> List.of("not moved");
        };
    }

    private static List<String> copying(MoveProgress move, String destination) {
        String rate = move.rate().equals(DataRate.ZERO) ? "" : move.rate() + " ";
        String round = move.iteration() > 1 ? "round %d ".formatted(move.iteration()) : "";
        String left = Texts.countdown(move.remaining()) + " left";
        String basis = move.isEstimated() ? ESTIMATED : "";
        return List.of(
                "→ %s %s%s%s%s".formatted(destination, rate, round, basis, left),
                "→ %s %s%s".formatted(destination, rate, left),
                "→ %s %s".formatted(destination, left),
                rate + left,
                left);
    }
}
