package io.vacate.cli.history;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.VmProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a migration of a row. */
final class RowReader {
    private static final Duration DOWNTIME_LIMIT = Duration.ofMillis(300);
    private static final double MOST_MEGABITS = 1e9;
    private static final double MOST_RATE = 1e9;
    private static final double BITS_PER_MEGABIT = 1e6;
    private static final double BITS_PER_BYTE = 8;
    private static final double BYTES_PER_MEBIBYTE = 1L << 20;
    private static final Pattern OPTION = Pattern.compile("([a-z-]+)(?:=([a-z0-9+]+))?");
    private static final Pattern SAMPLE = Pattern.compile("([0-9.]+):([0-9.]+)");
    private static final Map<String, Phase> PHASES = Map.of(
            "prepare_s", Phase.PREPARE,
            "copy_s", Phase.COPY,
            "downtime_s", Phase.SWITCH_OVER,
            "post_copy_s", Phase.POST_COPY,
            "suspend_s", Phase.SUSPEND,
            "transfer_s", Phase.TRANSFER,
            "resume_s", Phase.RESUME,
            "finish_s", Phase.FINISH);

    private final CsvRow row;
    private final int number;

    /** @param number counts the rows, from 0 */
    RowReader(CsvRow row, int number) {
        this.row = row;
        this.number = number;
    }

    /** Returns why nothing can be learned from the row; empty if something can. */
    Optional<String> obstacle() {
        Optional<String> outcome = row.text("outcome").filter(text -> !text.equalsIgnoreCase("completed"));
        if (outcome.isPresent()) {
            return Optional.of("outcome is '%s'".formatted(outcome.get()));
        }
        boolean copiesDisks = tuning().storage() != StorageCopy.NONE;
        return copiesDisks ? Optional.of("disks were copied, whose size is not told") : Optional.empty();
    }

    PastMigration read() {
        String from = row.required("from", "source");
        String to = row.required("to", "destination");
        if (from.equals(to)) {
            throw row.wrong(row.column("to", "destination").orElse("to"), "must not be the source");
        }
        Tuning tuning = tuning();
        Duration total = total();
        Map<Phase, Duration> phases = phases();
        Optional<DataSize> sent = row.bytes("sent_bytes").filter(size -> !size.isZero());
        boolean isSuspended = tuning.mode() instanceof MigrationMode.SuspendCopyResume;
        return new PastMigration(
                run(),
                vm(),
                from,
                to,
                tuning,
                row.seconds("start_s").orElse(Duration.ZERO),
                total,
                sent,
                isSuspended ? Optional.empty() : sending(total, sent, phases),
                phases,
                link());
    }

    /** Rows without a start were alone: nobody can tell what they met. */
    private String run() {
        String named = Stream.of("set", "case", "plan", "run")
                .flatMap(column -> row.text(column).stream())
                .collect(Collectors.joining(" "));
        return row.text("start_s").isPresent() ? named : "%s row %d".formatted(named, number);
    }

    private Duration total() {
        Optional<Duration> start = row.seconds("start_s");
        Optional<Duration> end = row.seconds("end_s");
        if (start.isPresent() && end.isPresent()) {
            if (end.get().compareTo(start.get()) <= 0) {
                throw row.wrong("end_s", "must be after start_s");
            }
            return end.get().minus(start.get());
        }
        Optional<Duration> total = row.seconds("total_s");
        if (total.isEmpty()) {
            row.required(row.column("start_s", "end_s").isPresent() ? "end_s" : "total_s");
            row.required("start_s");
        }
        return total.filter(time -> !time.isZero()).orElseThrow(() -> row.wrong("total_s", "must be more than 0"));
    }

    private VmProfile vm() {
        String column = "memory_mib";
        row.required(column);
        DataSize memory = row.mebibytes(column)
                .filter(size -> !size.isZero())
                .orElseThrow(() -> row.wrong(column, "must be more than 0"));
        DataSize resident = row.mebibytes("resident_mib").orElse(DataSize.ZERO);
        DataSize used = resident.isZero() ? memory : resident.min(memory);
        String name = row.text("vm").orElse("vm-" + (number + 1));
        VmId id = new VmId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
        DirtyCurve dirty = dirty(memory);
        return row.checked(() -> new VmProfile(id, name, memory, used, dirty, DOWNTIME_LIMIT).withResident(resident));
    }

    /** A measured curve says more than a rate. */
    private DirtyCurve dirty(DataSize memory) {
        Optional<String> curve = row.text("dirty_curve");
        if (curve.isPresent()) {
            return curve(curve.get(), memory);
        }
        Optional<DataSize> eachSecond = row.mebibytes("dirty_mib_s").filter(size -> !size.isZero());
        DataSize workingSet = row.mebibytes("working_set_mib").orElse(memory).min(memory);
        return eachSecond
                .map(size -> DirtyCurve.constantRate(DataRate.ofBytesPerSecond(size.bytes()), workingSet))
                .orElseGet(DirtyCurve::idle);
    }

    /** Reads {@code seconds:MiB;…}; noise of samples must not make the curve fall. */
    private DirtyCurve curve(String text, DataSize memory) {
        List<DirtyCurve.Point> points = new ArrayList<>();
        double most = 0;
        for (String sample : text.split(";", -1)) {
            Matcher matcher = SAMPLE.matcher(sample.strip());
            if (!matcher.matches()) {
                throw row.wrong("dirty_curve", "must be seconds:MiB;seconds:MiB…");
            }
            try {
                double seconds = Double.parseDouble(matcher.group(1));
                most = Math.max(most, Double.parseDouble(matcher.group(2)));
                long bytes = Math.min(memory.bytes(), Math.round(most * BYTES_PER_MEBIBYTE));
                Duration after = Duration.ofNanos(Math.round(seconds * 1e9));
                points.add(row.checked(() -> new DirtyCurve.Point(after, DataSize.ofBytes(bytes))));
            } catch (NumberFormatException noNumber) {
                throw row.wrong("dirty_curve", "must be seconds:MiB;seconds:MiB…");
            }
        }
        return most == 0 ? DirtyCurve.idle() : row.checked(() -> DirtyCurve.measured(points));
    }

    private Map<Phase, Duration> phases() {
        Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
        PHASES.forEach((column, phase) -> row.seconds(column).ifPresent(time -> phases.put(phase, time)));
        return phases;
    }

    /** As of a migration that was just watched: what was sent by the rate that was told, or else the time that was counted. */
    private Optional<Duration> sending(Duration total, Optional<DataSize> sent, Map<Phase, Duration> phases) {
        Duration most = total.minus(phases.getOrDefault(Phase.PREPARE, Duration.ZERO))
                .minus(phases.getOrDefault(Phase.FINISH, Duration.ZERO));
        OptionalDouble rate = row.number("rate_mib_s", MOST_RATE);
        Optional<Duration> byRate = rate.isPresent() && rate.getAsDouble() > 0
                ? sent.map(size -> DataRate.ofBytesPerSecond(
                                (long) Math.max(1, rate.getAsDouble() * BYTES_PER_MEBIBYTE))
                        .timeFor(size))
                : Optional.empty();
        return byRate.or(() -> row.seconds("active_s"))
                .map(time -> time.compareTo(most) > 0 ? most : time)
                .filter(time -> !time.isNegative() && !time.isZero());
    }

    private Optional<DataRate> link() {
        OptionalDouble megabits = row.number("link_mbit_s", MOST_MEGABITS);
        if (megabits.isEmpty()) {
            return Optional.empty();
        }
        long bytes = (long) (megabits.getAsDouble() * BITS_PER_MEGABIT / BITS_PER_BYTE);
        if (bytes < 1) {
            throw row.wrong("link_mbit_s", "must be more than 0");
        }
        return Optional.of(DataRate.ofBytesPerSecond(bytes));
    }

    private Tuning tuning() {
        Map<String, String> options = options();
        Optional<AutoConverge> slowDown =
                Optional.ofNullable(options.get("auto-converge")).map(steps -> row.checked(() -> autoConverge(steps)));
        Optional<Compression> compression = Stream.of(Compression.values())
                .filter(method -> options.containsKey(method.name().toLowerCase(Locale.ROOT)))
                .findFirst();
        return new Tuning(
                mode(options),
                HostProfile.UNLIMITED,
                slowDown,
                compression,
                number(options, "connections"),
                options.containsKey("storage") ? StorageCopy.FULL : StorageCopy.NONE);
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        for (String word : row.text("options").orElse("").split("[ ;]+", -1)) {
            Matcher matcher = OPTION.matcher(word.toLowerCase(Locale.ROOT));
            if (!word.isEmpty() && !matcher.matches()) {
                throw row.wrong("options", "must be words such as connections=4");
            }
            if (!word.isEmpty()) {
                options.put(
                        matcher.group(1), Optional.ofNullable(matcher.group(2)).orElse(""));
            }
        }
        return options;
    }

    private int number(Map<String, String> options, String name) {
        String text = options.getOrDefault(name, "1");
        if (!text.matches("[1-9]\\d{0,2}")) {
            throw row.wrong("options", "must have a number of %s".formatted(name));
        }
        return Integer.parseInt(text);
    }

    private AutoConverge autoConverge(String steps) {
        if (!steps.matches("\\d{1,2}\\+\\d{1,2}")) {
            throw new IllegalArgumentException("options: auto-converge must be two percentages, such as 20+10");
        }
        int plus = steps.indexOf('+');
        return new AutoConverge(
                Integer.parseInt(steps.substring(0, plus)), Integer.parseInt(steps.substring(plus + 1)));
    }

    private MigrationMode mode(Map<String, String> options) {
        String text = row.text("mode").orElse("pre-copy");
        return switch (text.toLowerCase(Locale.ROOT).replace('_', '-')) {
            case "pre-copy", "precopy" -> new MigrationMode.PreCopy();
            case "post-copy", "postcopy" -> new MigrationMode.PostCopy(new Trigger.Immediately());
            case "hybrid" -> new MigrationMode.PostCopy(new Trigger.AfterIterations(number(options, "iterations")));
            case "stop-and-copy" -> new MigrationMode.StopAndCopy();
            case "suspend-copy-resume" ->
                new MigrationMode.SuspendCopyResume(
                        options.getOrDefault("buffer", "disk").equals("memory") ? Buffer.MEMORY : Buffer.DISK);
            default ->
                throw row.wrong("mode", "must be pre-copy, post-copy, hybrid, stop-and-copy or suspend-copy-resume");
        };
    }
}
