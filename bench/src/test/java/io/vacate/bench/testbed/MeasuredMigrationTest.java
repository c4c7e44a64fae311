package io.vacate.bench.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataSize;
import io.vacate.bench.csv.CsvFile;
import io.vacate.bench.csv.CsvRow;
import io.vacate.bench.testbed.Knowledge.Curves;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a row of measured data says. */
class MeasuredMigrationTest {
    @TempDir
    private Path directory;

    private final Map<String, String> cells = new LinkedHashMap<>();

    @BeforeEach
    void fill() {
        cells.putAll(Map.of(
                "set", "single", "case", "x", "run", "1", "mode", "pre-copy", "group_size", "1", "vm", "1-256-idle"));
        cells.putAll(Map.of("memory_mib", "256", "dirty_mib_s", "0", "working_set_mib", "16", "resident_mib", "300.5"));
        cells.putAll(Map.of("options", "", "link_mbit_s", "500", "from", "h1", "to", "h2", "outcome", "completed"));
        cells.putAll(
                Map.of("start_s", "1", "end_s", "5", "sent_bytes", "104857600", "copy_s", "2", "switch_over_s", "0.5"));
        cells.putAll(Map.of("rate_mib_s", "40", "post_copy_s", "", "suspend_s", "", "transfer_s", "", "resume_s", ""));
    }

    private MeasuredMigration row() throws IOException {
        String text = String.join(",", cells.keySet()) + "\n" + String.join(",", cells.values()) + "\n";
        CsvRow row = CsvFile.read(Files.writeString(directory.resolve("measured.csv"), text))
                .get(0);
        return new MeasuredMigration(row);
    }

    private MeasuredMigration with(String column, String cell) throws IOException {
        cells.put(column, cell);
        return row();
    }

    @Test
    void vm_isWhatAnOperatorKnew() throws IOException {
        VmProfile vm = row().vm(Curves.ASKED_FOR);

        assertThat(vm.memory()).isEqualTo(DataSize.ofMebibytes(256));
        assertThat(vm.usedMemory()).isEqualTo(DataSize.ofMebibytes(256));
        assertThat(vm.resident().mebibytes()).isEqualTo(300.5, within(0.01));
        assertThat(vm.dirty()).isEqualTo(DirtyCurve.idle());

        cells.put("dirty_mib_s", "20");
        assertThat(with("working_set_mib", "160").vm(Curves.ASKED_FOR).dirty().within(Duration.ofSeconds(4)))
                .isEqualTo(DataSize.ofMebibytes(80));
        assertThat(row().vm(Curves.ASKED_FOR).dirty().within(Duration.ofSeconds(40)))
                .isEqualTo(DataSize.ofMebibytes(160));
    }

    @Test
    void modesAndOptions_areThoseOfTheRow() throws IOException {
        assertThat(row().tuning().mode()).isInstanceOf(MigrationMode.PreCopy.class);
        assertThat(with("options", "auto-converge=20+10").tuning().autoConverge())
                .contains(new AutoConverge(20, 10));
        assertThat(with("options", "xbzrle").tuning().compression()).contains(Compression.XBZRLE);
        assertThat(with("options", "storage=full").tuning().storage()).isEqualTo(StorageCopy.FULL);
        assertThat(row().vm(Curves.ASKED_FOR).disk()).isEqualTo(DataSize.ofMebibytes(128));
        cells.put("mode", "suspend-copy-resume");
        assertThat(with("options", "buffer=disk").tuning().mode())
                .isEqualTo(new MigrationMode.SuspendCopyResume(Buffer.DISK));
        assertThat(with("options", "buffer=memory").tuning().mode())
                .isEqualTo(new MigrationMode.SuspendCopyResume(Buffer.MEMORY));
    }

    @Test
    void unknownMode_isNamedWithItsLine() throws IOException {
        MeasuredMigration row = with("mode", "teleport");

        assertThatIllegalArgumentException()
                .isThrownBy(row::tuning)
                .withMessageContaining("measured.csv:2: mode ('teleport') is not known");
    }

    @Test
    void observation_overALimitedLink_countsAllPhasesInWhichBytesFlow() throws IOException {
        Observation seen = row().observation();

        assertThat(seen.totalTime()).isEqualTo(Duration.ofSeconds(4));
        assertThat(seen.sent()).contains(DataSize.ofMebibytes(100));
        assertThat(seen.sending()).contains(Duration.ofMillis(2500));
        assertThat(seen.concurrent()).isEqualTo(1);
    }

    @Test
    void observation_withoutALimit_leavesOutTheSwitchingItself() throws IOException {
        cells.put("link_mbit_s", "");
        cells.put("switch_over_s", "0.05");
        assertThat(row().observation().sending()).contains(Duration.ofSeconds(2));
        assertThat(with("switch_over_s", "0.5").observation().sending().orElseThrow())
                .isBetween(Duration.ofMillis(2100), Duration.ofMillis(2499));
    }

    @Test
    void observation_withoutPhases_takesTheHypervisorsRate() throws IOException {
        cells.put("copy_s", "");
        cells.put("switch_over_s", "");
        // 100 MiB at 40 MiB/s.
        assertThat(row().observation().sending()).contains(Duration.ofMillis(2500));
        assertThat(with("rate_mib_s", "10").observation().sending()).contains(Duration.ofSeconds(4));
        assertThat(with("rate_mib_s", "").observation().sending()).isEmpty();
    }

    @Test
    void measuredCurve_doesNotFall() throws IOException {
        DirtyCurve curve = with("dirty_curve", "1.000:30.0;2.000:50.0;4.000:40.0")
                .vm(Curves.MEASURED)
                .dirty();

        assertThat(curve.within(Duration.ofSeconds(2))).isEqualTo(DataSize.ofMebibytes(50));
        assertThat(curve.within(Duration.ofSeconds(4))).isEqualTo(DataSize.ofMebibytes(50));
        assertThat(with("dirty_curve", "1.000:0.000").vm(Curves.MEASURED).dirty())
                .isEqualTo(DirtyCurve.idle());
        MeasuredMigration broken = with("dirty_curve", "1.000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> broken.vm(Curves.MEASURED))
                .withMessageContaining("measured.csv:2: dirty_curve ('1.000')");
    }

    @Test
    void phases_areThoseThatAreThere() throws IOException {
        cells.put("suspend_s", "1.5");

        assertThat(with("resume_s", "0.25").observation().phases())
                .isEqualTo(Map.of(Phase.SUSPEND, Duration.ofMillis(1500), Phase.RESUME, Duration.ofMillis(250)));
    }

    @Test
    void onlyTheSmallIdleVmAlone_calibrates() throws IOException {
        assertThat(row().calibrates()).isFalse();
        assertThat(with("vm", "1-128-idle").calibrates()).isTrue();
        assertThat(with("group_size", "4").calibrates()).isFalse();
        assertThat(row().completed()).isTrue();
        assertThat(with("outcome", "cancelled").completed()).isFalse();
    }

    @Test
    void dataOfThisProject_canBeReadRowByRow() throws IOException {
        List<CsvRow> rows = CsvFile.read(Path.of("data", "testbed-2026-migrations.csv"));

        assertThat(rows).hasSizeGreaterThan(100).allSatisfy(cells -> {
            MeasuredMigration row = new MeasuredMigration(cells);
            assertThat(row.vm(Curves.ASKED_FOR).name()).isNotBlank();
            assertThat(row.technique()).isNotBlank();
            assertThat(row.seconds()).isPositive();
            if (row.completed()) {
                assertThat(row.observation().sent()).isPresent();
            }
        });
        assertThat(rows.stream().map(MeasuredMigration::new).filter(MeasuredMigration::calibrates))
                .extracting(MeasuredMigration::link)
                .contains("500", "");
    }
}
