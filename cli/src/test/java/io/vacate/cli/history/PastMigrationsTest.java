package io.vacate.cli.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PastMigrationsTest {
    /** Two at once, then one alone; only times, as whole seconds. */
    private static final String TIMES = """
            plan,run,vm,memory_mib,source,destination,link_mbit_s,start_s,end_s
            1,1,a,2000,n1,n2,500,0,80
            1,1,b,2000,n1,n2,500,0,81
            1,2,a,2000,n1,n3,1000,10,31
            1,3,b,3000,n3,n1,1000,100,130
            """;

    /** One alone, one cancelled, one that copied disks, one suspended, and two at once. */
    private static final String TOLD = """
            set,case,run,mode,options,vm,memory_mib,dirty_mib_s,working_set_mib,resident_mib,dirty_curve,from,to,start_s,end_s,active_s,downtime_s,sent_bytes,rate_mib_s,prepare_s,suspend_s,transfer_s,resume_s,finish_s,outcome,load1
            single,one,1,pre-copy,,idle,512,0,0,160.5,1.000:0.000,h1,h2,0.001,3.001,2.7,0.2,104857600,50,0.4,,,,0.2,completed,1.8
            single,one,2,pre-copy,,idle,512,0,0,160.5,1.000:0.000,h1,h2,0.001,3.001,2.7,0.2,104857600,50,0.4,,,,0.2,cancelled,1.8
            mode,disk,1,pre-copy,storage=full,idle,512,0,0,160.5,,h1,h2,0,9,8,0.2,104857600,50,0.4,,,,0.2,completed,1.8
            mode,scr,1,suspend-copy-resume,buffer=memory,idle,512,0,0,160.5,,h2,h1,0,6,,5,104857600,,0.2,1.3,2,1.3,0.1,completed,1.8
            group,two,1,hybrid,iterations=1,idle,512,0,0,160.5,,h1,h2,0,5,4,0.1,104857600,28,0.4,,,,0.2,completed,1.8
            group,two,1,pre-copy,,busy,512,20,256,500,1.000:18.000;2.000:46.000;4.000:40.000,h1,h2,0.5,9,8,0.1,304857600,38,0.4,,,,0.2,completed,1.8
            """;

    @TempDir
    Path directory;

    private PastMigrations read(String text) throws IOException {
        return PastMigrations.read(Files.writeString(directory.resolve("past.csv"), text));
    }

    private static OptionalDouble learned(Calibration calibration, Kind kind, String subject) {
        return calibration.learned(new Quantity(kind, subject));
    }

    @Test
    void timesAlone_teachLinksAndFixedCosts() throws IOException {
        PastMigrations past = read(TIMES);

        NetworkProfile network = past.network(DataRate.ofMegabitsPerSecond(100));
        Calibration calibration = past.learn(Calibration.prior(), network);

        assertThat(past.size()).isEqualTo(4);
        assertThat(past.hosts()).containsExactly("n1", "n2", "n3");
        // Of n1 the file tells 500 and 1000 Mbit/s: the narrower was the other end.
        assertThat(network.path("n1", "n3").sharedCapacity().mebibytesPerSecond())
                .isCloseTo(113.4, within(0.1));
        assertThat(network.path("n1", "n2").sharedCapacity().mebibytesPerSecond())
                .isCloseTo(56.7, within(0.1));
        assertThat(learned(calibration, Kind.EFFICIENCY, "").orElseThrow()).isBetween(0.8, 1.1);
        assertThat(learned(calibration, Kind.OVERHEAD, "PRE_COPY")).isPresent();
        assertThat(calibration.samples().get(new Quantity(Kind.RESIDUAL, ""))).hasSize(4);
        assertThat(calibration.samples().get(new Quantity(Kind.GROUP_RESIDUAL, "")))
                .hasSize(3);
    }

    @Test
    void whatHypervisorsTold_teachesOfEachMode() throws IOException {
        PastMigrations past = read(TOLD);

        Calibration calibration = past.learn(Calibration.prior(), past.network(DataRate.ofMegabitsPerSecond(500)));

        assertThat(past.size()).isEqualTo(4);
        assertThat(past.leftOut())
                .containsOnlyKeys("disks were copied, whose size is not told", "outcome is 'cancelled'");
        // 100 MiB at 50 MiB/s of 3 s; those at once say nothing of the rate, yet of the fixed costs.
        assertThat(learned(calibration, Kind.PATH_RATE, "h1 -> h2").orElseThrow())
                .isCloseTo(50 * 0x1p20, within(1.0));
        assertThat(calibration.samples().get(Quantity.overhead(ModeKind.PRE_COPY)))
                .hasSize(2)
                .startsWith(1.0);
        assertThat(calibration.samples().get(Quantity.overhead(ModeKind.POST_COPY)))
                .hasSize(1);
        assertThat(learned(calibration, Kind.PROCESS_MEMORY, "").orElseThrow()).isCloseTo(60.5 * 0x1p20, within(1.0));
        // 100 MiB: 1.3 s less 0.3 s, 2 s, 1.3 s less 0.3 s.
        assertThat(learned(calibration, Kind.SUSPEND_RATE, "MEMORY").orElseThrow())
                .isCloseTo(0x64p20, within(1.0));
        assertThat(learned(calibration, Kind.COPY_RATE, "MEMORY").orElseThrow()).isCloseTo(0x32p20, within(1.0));
        assertThat(learned(calibration, Kind.RESUME_RATE, "MEMORY").orElseThrow())
                .isCloseTo(0x64p20, within(1.0));
        // Two at once, after the path was known.
        assertThat(calibration.samples().get(new Quantity(Kind.GROUP_RESIDUAL, "")))
                .hasSize(1);
    }

    @Test
    void lastOfEachVm_isItsProfile() throws IOException {
        PastMigrations past = read(TOLD);

        assertThat(past.vms()).extracting(VmProfile::name).containsExactly("idle", "busy");
        VmProfile busy = List.copyOf(past.vms()).get(1);
        assertThat(busy.usedMemory()).isEqualTo(DataSize.ofMebibytes(500));
        assertThat(busy.dirty().within(Duration.ofSeconds(2))).isEqualTo(DataSize.ofMebibytes(46));
        assertThat(busy.dirty().within(Duration.ofSeconds(4))).isEqualTo(DataSize.ofMebibytes(46));
    }

    @Test
    void fewColumns_areEnough() throws IOException {
        PastMigrations past =
                read("\uFEFFFrom,To,Memory_MiB,total_s,comment\n\"a, b\",c,1024,20,\"said \"\"ok\"\"\"\n\n");

        Calibration calibration = past.learn(Calibration.prior(), past.network(DataRate.ofMegabitsPerSecond(500)));

        assertThat(past.hosts()).containsExactly("a, b", "c");
        assertThat(learned(calibration, Kind.OVERHEAD, "PRE_COPY")).isPresent();
        assertThat(past.doubts(false)).singleElement().asString().contains("link_mbit_s, or --link");
        assertThat(past.doubts(true)).isEmpty();
    }

    @Test
    void logOfManyDays_isPartedWhereNothingMoved() throws IOException {
        PastMigrations past = read("""
                memory_mib,from,to,link_mbit_s,start_s,end_s
                1024,a,b,1000,1700000000,1700000012
                1024,b,a,1000,1700100000,1700100012
                1024,a,b,1000,1700100005,1700100030
                """);

        Calibration calibration = past.learn(Calibration.prior(), past.network(DataRate.ofMegabitsPerSecond(500)));

        assertThat(calibration.samples().get(new Quantity(Kind.GROUP_RESIDUAL, "")))
                .hasSize(2);
    }

    @Test
    void linkThatChanges_isDoubted() throws IOException {
        assertThat(read(TIMES.replace("n1,n2,500,0,81", "n1,n2,100,0,81")).doubts(true))
                .containsExactly("link_mbit_s changes from n1 to n2: what is learned is a mixture");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2000,n1,n2,500,0,81 | lots,n1,n2,500,0,81 | past.csv:3: memory_mib ('lots') must be a number",
                "2000,n1,n2,500,0,81 | 0,n1,n2,500,0,81 | past.csv:3: memory_mib ('0') must be more than 0",
                "2000,n1,n2,500,0,81 | NaN,n1,n2,500,0,81 | past.csv:3: memory_mib ('NaN') must be from 0",
                "2000,n1,n2,500,0,81 | 2e99,n1,n2,500,0,81 | past.csv:3: memory_mib ('2e99') must be from 0",
                "2000,n1,n2,500,0,81 | ,n1,n2,500,0,81 | past.csv:3: memory_mib ('') must not be empty",
                "n1,n2,500,0,81 | n1,n1,500,0,81 | past.csv:3: destination ('n1') must not be the source",
                "n1,n2,500,0,81 | n1,n2,500,81,81 | past.csv:3: end_s ('81') must be after start_s",
                "n1,n2,500,0,81 | n1,n2,500,,81 | past.csv:3: start_s ('') must not be empty",
                "n1,n2,500,0,81 | n1,n2,500,0 | past.csv:3: there are 8 values, and 9 columns",
                "n1,n2,500,0,81 | n1,n2,0,0,81 | past.csv:3: link_mbit_s ('0') must be more than 0",
                "n1,n2,500,0,81 | n1,n2,-5,0,81 | past.csv:3: link_mbit_s ('-5') must be from 0",
                "1,1,b | 1,1,\"b | past.csv:3: a quote does not end",
                "1,1,b | 1,1,\"b\"c | past.csv:3: a quote ends before its value does",
                "memory_mib | memory | past.csv:2: there is no column memory_mib",
                "source | node | past.csv:2: there is no column from or source",
                "start_s,end_s | begin,end | past.csv:2: there is no column total_s",
                "plan,run | run,run | past.csv:1: column 'run' comes twice"
            })
    void wrongValue_isNamedWithFileLineAndColumn(String part, String wrong, String message) {
        assertThat(TIMES).contains(part);

        assertThatThrownBy(() -> read(TIMES.replaceFirst("(?s)(.*)" + part, "$1" + wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hybrid | teleport | mode ('teleport') must be pre-copy, post-copy, hybrid",
                "iterations=1 | iterations=many | options ('iterations=many') must have a number of iterations",
                "iterations=1 | auto-converge=99 | auto-converge must be two percentages",
                "iterations=1 | 100% | options ('100%') must be words",
                "4.000:40.000 | 4.000 | dirty_curve",
                "4.000:40.000 | 4.0.0:40 | dirty_curve",
                "4.000:40.000 | 2.000:40.000 | points[2].time",
                "104857600,28 | lots,28 | sent_bytes ('lots') must be a number",
            })
    void wrongDetail_isNamedToo(String part, String wrong, String message) {
        assertThat(TOLD).contains(part);

        assertThatThrownBy(() -> read(TOLD.replace(part, wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("past.csv:")
                .hasMessageContaining(message);
    }

    @Test
    void fileThatIsNoTable_isRefused() throws IOException {
        assertThatThrownBy(() -> read("")).hasMessageContaining("the first line must name the columns");
        assertThatThrownBy(() -> read("a,b\n")).hasMessageContaining("nothing below the names");
        assertThatThrownBy(() -> PastMigrations.read(directory.resolve("none.csv")))
                .hasMessageContaining("none.csv does not exist");
        assertThatThrownBy(() -> PastMigrations.read(directory)).hasMessageContaining("cannot be read");
        Path binary = directory.resolve("binary.csv");
        Files.write(binary, "memory_mib,\u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> PastMigrations.read(binary)).hasMessageContaining("is not a text in UTF-8");
    }

    @Test
    void noRowThatCanTeach_isNoError() throws IOException {
        assertThat(read(TIMES.replace("end_s", "end_s,outcome")
                                .replace(",80", ",80,failed")
                                .replace(",81", ",81,failed")
                                .replace(",31", ",31,failed")
                                .replace(",130", ",130,failed"))
                        .size())
                .isZero();
    }
}
