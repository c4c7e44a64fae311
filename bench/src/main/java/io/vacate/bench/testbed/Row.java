package io.vacate.bench.testbed;

import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One line of a {@link MigrationsFile}, filled from left to right. What is not known is empty. */
final class Row {
    private static final int UNKNOWN_PAGE_COUNTS = 2;

    private final List<String> fields = new ArrayList<>();

    Row add(Object value) {
        fields.add(value.toString());
        return this;
    }

    Row decimal(double value) {
        return add(String.format(Locale.ROOT, "%.3f", value));
    }

    Row mebibytes(Optional<DataSize> size) {
        return optional(size.map(DataSize::mebibytes));
    }

    /** Adds the case and the run. */
    Row measured(MigrationCase measured, int run, int groupSize) {
        return add(measured.set())
                .add(measured.id())
                .add(run)
                .add(measured.technique().mode())
                .add(measured.technique().options())
                .add(measured.link().megabitsPerSecond())
                .add(groupSize)
                .add(measured.strategy().label());
    }

    /** Adds what was asked of the testbed. */
    Row guest(String name, GuestKind kind) {
        return add(name)
                .add(kind.memoryMib())
                .add(kind.fillMib())
                .add(kind.dirtyMib())
                .add(kind.workingSetMib());
    }

    /** Adds how it went. */
    Row moved(Moved moved, String load) {
        MigrationStatistics statistics = moved.outcome().statistics();
        decimal(moved.startSeconds()).decimal(moved.endSeconds());
        seconds(statistics.active()).seconds(statistics.downtime());
        bytes(statistics.transferred()).bytes(statistics.memory());
        for (int i = 0; i < UNKNOWN_PAGE_COUNTS; i++) {
            add("");
        }
        add(statistics.iterations().isPresent() ? statistics.iterations().getAsInt() : "");
        optional(statistics.rate().map(rate -> rate.mebibytesPerSecond()));
        phase(statistics, Phase.PREPARE).phase(statistics, Phase.SUSPEND).phase(statistics, Phase.TRANSFER);
        phase(statistics, Phase.RESUME).phase(statistics, Phase.FINISH);
        add(name(moved.outcome())).add(load);
        seconds(statistics.setup()).phase(statistics, Phase.COPY);
        return phase(statistics, Phase.SWITCH_OVER).phase(statistics, Phase.POST_COPY);
    }

    private static String name(MigrationOutcome outcome) {
        return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private Row phase(MigrationStatistics statistics, Phase phase) {
        return seconds(Optional.ofNullable(statistics.phases().get(phase)));
    }

    private Row seconds(Optional<Duration> time) {
        return optional(time.map(value -> value.toNanos() / 1e9));
    }

    private Row bytes(Optional<DataSize> size) {
        return add(size.<Object>map(DataSize::bytes).orElse(""));
    }

    private Row optional(Optional<Double> value) {
        return value.isPresent() ? decimal(value.get()) : add("");
    }

    @Override
    public String toString() {
        return String.join(",", fields);
    }
}
