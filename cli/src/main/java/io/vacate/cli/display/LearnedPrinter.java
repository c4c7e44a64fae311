package io.vacate.cli.display;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.Quantity;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/** Says what migrations taught, before and after. */
public final class LearnedPrinter {
    private final PrintStream out;
    private final Style style;

    /** Makes a printer that writes to {@code out}. */
    public LearnedPrinter(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /** Says it. */
    public void print(Learned learned) {
        Table table = new Table("  ").row("", "before", "after", "samples");
        for (Learned.Row row : learned.rows()) {
            table.row(
                    label(row.quantity()),
                    value(row.quantity(), row.before()),
                    value(row.quantity(), OptionalDouble.of(row.after())),
                    String.valueOf(row.samples()));
        }
        table.row(
                "9 in 10 migrations within",
                percent(Learned.accuracyPercent(learned.before())),
                percent(Learned.accuracyPercent(learned.after())),
                samples(learned, Quantity.Kind.RESIDUAL));
        table.row(
                "9 in 10 groups within",
                percent(Learned.groupAccuracyPercent(learned.before())),
                percent(Learned.groupAccuracyPercent(learned.after())),
                samples(learned, Quantity.Kind.GROUP_RESIDUAL));
        table.print(out, style, true);
    }

    private static String samples(Learned learned, Quantity.Kind kind) {
        return String.valueOf(learned.after().samples().entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .mapToInt(entry -> entry.getValue().size())
                .sum());
    }

    private static String percent(double percent) {
        return String.format(Locale.ROOT, "±%.0f %%", percent);
    }

    private static String label(Quantity quantity) {
        String subject = quantity.subject().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (quantity.kind()) {
            case OVERHEAD -> "fixed costs of " + subject;
            case PATH_RATE -> "rate " + quantity.subject();
            case LINK_RATE -> "rate of several on " + quantity.subject();
            case EFFICIENCY -> "links carry / are told to";
            case MEMORY_FACTOR -> "data sent / memory in use";
            case PROCESS_MEMORY -> "memory of a VM's process itself";
            case DIRTY_FACTOR -> "memory rewritten / measured";
            case REVERSE_SLOWDOWN -> "lost to traffic the other way";
            case SUSPEND_RATE -> "suspend to " + subject;
            case COPY_RATE -> "copy from %s to %s".formatted(subject, subject);
            case RESUME_RATE -> "resume from " + subject;
            case RESIDUAL, GROUP_RESIDUAL, LIVE_RESIDUAL -> "off by";
            case FIRST_ROUND -> "first round of " + quantity.subject();
            case ROUND_RATE -> "rewritten by " + quantity.subject();
        };
    }

    private static String value(Quantity quantity, OptionalDouble known) {
        if (known.isEmpty()) {
            return "-";
        }
        double value = known.getAsDouble();
        return switch (quantity.kind()) {
            case OVERHEAD -> Texts.time(Duration.ofNanos(Math.round(value * 1e9)));
            case PATH_RATE, LINK_RATE, SUSPEND_RATE, COPY_RATE, RESUME_RATE, ROUND_RATE ->
                DataRate.ofBytesPerSecond((long) value).toString();
            case PROCESS_MEMORY, FIRST_ROUND -> DataSize.ofBytes((long) value).toString();
            case REVERSE_SLOWDOWN -> String.format(Locale.ROOT, "%.0f %%", 100 * value);
            case EFFICIENCY, MEMORY_FACTOR, DIRTY_FACTOR, RESIDUAL, GROUP_RESIDUAL, LIVE_RESIDUAL ->
                String.format(Locale.ROOT, "%.2f", value);
        };
    }
}
