package io.vacate.bench.testbed;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.PostCopy;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.bench.csv.CsvRow;
import io.vacate.bench.naive.NaiveVm;
import io.vacate.bench.testbed.Knowledge.Curves;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A row of the file: what was known of a migration before, and how it went. */
final class MeasuredMigration {
    private static final Duration DOWNTIME_LIMIT = Duration.ofMillis(300);
    private static final long DISK_MIB = 128;
    /** What switching over takes by itself: of idle guests, where the link sets no limit, 0.19 to 0.23 s. */
    private static final double SWITCH_OVER_SECONDS = 0.2;

    private final CsvRow row;

    MeasuredMigration(CsvRow row) {
        this.row = row;
    }

    String set() {
        return row.text("set");
    }

    /** Returns the case without its link, which stands in {@link #link()}. */
    String caseName() {
        return row.text("case");
    }

    String group() {
        return caseName() + " " + row.text("run");
    }

    /** Returns the link's limit as written, or nothing. */
    String link() {
        return row.optionalText("link_mbit_s");
    }

    String strategy() {
        return row.text("strategy");
    }

    String from() {
        return row.text("from");
    }

    String to() {
        return row.text("to");
    }

    boolean completed() {
        return row.text("outcome").equals("completed");
    }

    double start() {
        return row.number("start_s");
    }

    double end() {
        return row.number("end_s");
    }

    double seconds() {
        return end() - start();
    }

    /** Returns mode and options as written. */
    String technique() {
        return (row.text("mode") + " " + row.optionalText("options")).strip();
    }

    /** Returns whether this is the VM that everything is calibrated on. */
    boolean calibrates() {
        return row.text("vm").endsWith("128-idle") && row.text("group_size").equals("1");
    }

    double memoryMib() {
        return row.number("memory_mib");
    }

    /** Returns the guests that move, whatever the strategy. */
    String guests() {
        return caseName().replace("-" + strategy(), "");
    }

    VmProfile vm(Curves known) {
        DataSize memory = DataSize.ofMebibytes((long) memoryMib());
        DataSize resident = DataSize.ofBytes((long) (row.number("resident_mib") * 0x1p20));
        VmId id = new VmId(UUID.nameUUIDFromBytes(row.text("vm").getBytes(StandardCharsets.UTF_8)));
        return new VmProfile(
                        id,
                        row.text("vm"),
                        memory,
                        resident.min(memory),
                        known == Curves.MEASURED ? measured() : asked(),
                        DOWNTIME_LIMIT)
                .withResident(resident)
                .withDisk(tuning().storage() == StorageCopy.NONE ? DataSize.ZERO : DataSize.ofMebibytes(DISK_MIB));
    }

    /** Returns what formulas of others know of the guest. */
    NaiveVm forNaive() {
        double rate = row.number("dirty_mib_s");
        double hot = row.number("working_set_mib");
        return rate == 0 ? new NaiveVm(memoryMib(), 0, 1, 0) : new NaiveVm(memoryMib(), hot, hot / rate, 0);
    }

    private DirtyCurve asked() {
        long rate = (long) row.number("dirty_mib_s");
        return rate == 0
                ? DirtyCurve.idle()
                : DirtyCurve.constantRate(DataRate.ofMebibytesPerSecond(rate), DataSize.ofMebibytes((long)
                        row.number("working_set_mib")));
    }

    /** Samples are small and noisy; a curve does not fall. */
    private DirtyCurve measured() {
        List<DirtyCurve.Point> points = new ArrayList<>();
        DataSize most = DataSize.ZERO;
        for (String sample : row.text("dirty_curve").split(";", -1)) {
            String[] parts = sample.split(":", -1);
            if (parts.length != 2) {
                throw row.wrong("dirty_curve", "must be seconds:MiB;…");
            }
            DataSize size = DataSize.ofBytes((long) (Double.parseDouble(parts[1]) * 0x1p20));
            most = size.compareTo(most) > 0 ? size : most;
            points.add(new DirtyCurve.Point(duration(Double.parseDouble(parts[0])), most));
        }
        return most.isZero() ? DirtyCurve.idle() : DirtyCurve.measured(points);
    }

    Tuning tuning() {
        Tuning tuning = Tuning.of(mode());
        return switch (row.optionalText("options")) {
            case "auto-converge=20+10" -> tuning.with(new AutoConverge(20, 10));
            case "xbzrle" -> tuning.with(Compression.XBZRLE);
            case "storage=full" -> tuning.with(StorageCopy.FULL);
            default -> tuning;
        };
    }

    private MigrationMode mode() {
        return switch (row.text("mode")) {
            case "pre-copy" -> new MigrationMode.PreCopy();
            case "post-copy" -> new PostCopy(new Trigger.Immediately());
            case "hybrid" -> new PostCopy(new Trigger.AfterIterations(1));
            case "stop-and-copy" -> new MigrationMode.StopAndCopy();
            case "suspend-copy-resume" ->
                new MigrationMode.SuspendCopyResume(
                        row.optionalText("options").equals("buffer=disk") ? Buffer.DISK : Buffer.MEMORY);
            default -> throw row.wrong("mode", "is not known");
        };
    }

    /** Returns what this migration teaches. */
    Observation observation() {
        DataSize sent = DataSize.ofBytes((long) row.number("sent_bytes"));
        Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
        phase("suspend_s", Phase.SUSPEND, phases);
        phase("transfer_s", Phase.TRANSFER, phases);
        phase("resume_s", Phase.RESUME, phases);
        return new Observation(
                vm(Curves.ASKED_FOR),
                from(),
                to(),
                tuning(),
                duration(seconds()),
                Optional.of(sent),
                sending(sent),
                1,
                phases);
    }

    /**
     * Bytes flow in all phases but the first and the last. Where a link sets the rate, they also do while the VM switches
     * over; else that is mostly the switching itself.
     */
    private Optional<Duration> sending(DataSize sent) {
        double switching = row.optionalNumber("switch_over_s").orElse(0);
        double copying = row.optionalNumber("copy_s").orElse(0)
                + row.optionalNumber("post_copy_s").orElse(0)
                + (link().isEmpty() ? Math.max(0, switching - SWITCH_OVER_SECONDS) : switching);
        if (copying > 0) {
            return Optional.of(duration(copying));
        }
        return row.optionalNumber("rate_mib_s").stream()
                .filter(rate -> rate > 0)
                .mapToObj(rate -> duration(Math.min(seconds(), sent.mebibytes() / rate)))
                .findFirst();
    }

    private void phase(String column, Phase phase, Map<Phase, Duration> phases) {
        row.optionalNumber(column).ifPresent(seconds -> phases.put(phase, duration(seconds)));
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
