package io.vacate.cli.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.Hypervisor;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.estimate.WayOut;
import io.vacate.model.live.Advice;
import io.vacate.model.live.Verdict;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.progress.Stage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BarDisplayTest {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(kept, true, StandardCharsets.UTF_8);

    private static VmMove move(String name) {
        VM vm = mock(VM.class);
        Host host = mock(Host.class);
        when(vm.id()).thenReturn(new VmId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))));
        when(vm.name()).thenReturn(name);
        when(host.info())
                .thenReturn(new HostInfo(
                        new HostId(new UUID(0, 1)),
                        "beta",
                        new Hypervisor("Simulation", "1", ""),
                        new CpuInfo("x86_64", "", 4, 0),
                        DataSize.ofMebibytes(1024)));
        return new VmMove(
                vm, host, MigrationRequest.live(), Set.of(), DataSize.ofMebibytes(1), DataSize.ofMebibytes(1));
    }

    private static MoveProgress progress(String name, Stage stage, double fraction) {
        VmMove move = move(name);
        return new MoveProgress(
                move,
                move.destination(),
                stage,
                fraction,
                Duration.ofSeconds(3),
                Duration.ofSeconds(7),
                false,
                DataSize.ofMebibytes(10),
                DataRate.ofMebibytesPerSecond(57),
                2);
    }

    private static RunProgress run(double fraction, MoveProgress... moves) {
        return new RunProgress(Duration.ofSeconds(12), fraction, Duration.ofSeconds(20), List.of(moves));
    }

    @Test
    void eachVmHasABarAndTheWholeHasOne() {
        BarDisplay display = new BarDisplay(out, Style.PLAIN, 100, 24);

        List<String> lines = display.lines(run(
                0.4,
                progress("web", Stage.MOVED, 1),
                progress("mail", Stage.COPYING, 0.5),
                progress("db", Stage.WAITING, 0)));

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("  web  ██████").contains("100 %", "on beta after 3.0 s");
        assertThat(lines.get(1)).startsWith("  mail █").contains(" 50 %", "→ beta 57.0 MiB/s round 2 7 s left");
        assertThat(lines.get(2)).startsWith("  db   ░").contains("  0 %", "waiting");
        assertThat(lines.get(3)).startsWith("  all  █").contains(" 40 %", "1 of 3 · 20 s left");
    }

    @Test
    void whatIsOnlyEstimatedSaysSo() {
        VmMove move = move("mail");
        MoveProgress estimated = new MoveProgress(
                move,
                move.destination(),
                Stage.COPYING,
                0.3,
                Duration.ofSeconds(3),
                Duration.ofSeconds(7),
                true,
                DataSize.ZERO,
                DataRate.ZERO,
                0);

        List<String> lines = new BarDisplay(out, Style.PLAIN, 100, 24).lines(run(0.3, estimated));
        assertThat(lines.get(0)).contains("→ beta estimated 7 s left");
        assertThat(lines.get(1)).contains("0 of 1 · estimated 20 s left");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        PlainDisplay plain = new PlainDisplay(out, now::get);
        now.set(Instant.EPOCH.plusSeconds(5));
        plain.show(run(0.3, estimated));
        assertThat(kept.toString(StandardCharsets.UTF_8))
                .contains("30 % done, 0 of 1 moved, about 20 s left (estimated)");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 132, 250})
    void noLineIsWiderThanTheTerminal(int width) {
        BarDisplay display = new BarDisplay(out, Style.PLAIN, width, 24);

        List<String> lines =
                display.lines(run(0.5, progress("a-name-that-is-far-too-long-for-any-terminal", Stage.COPYING, 0.5)));

        // Below 40 columns a name and a bar do not fit side by side; the terminal then wraps.
        int limit = Math.max(width, 46);
        assertThat(lines).allSatisfy(line -> assertThat(Texts.width(line)).isLessThanOrEqualTo(limit));
    }

    @Test
    void moreVmsThanLinesShowThoseThatRun() {
        BarDisplay display = new BarDisplay(out, Style.PLAIN, 80, 10);
        MoveProgress[] moves = IntStream.range(0, 40)
                .mapToObj(i -> progress("vm" + i, i == 33 ? Stage.COPYING : Stage.WAITING, 0))
                .toArray(MoveProgress[]::new);

        List<String> lines = display.lines(run(0.1, moves));

        assertThat(lines).hasSizeLessThanOrEqualTo(8);
        assertThat(lines).anyMatch(line -> line.contains("vm33"));
        assertThat(lines).anyMatch(line -> line.contains("… and 35 more"));
    }

    @Test
    void barsAreDrawnAgainInPlace() {
        BarDisplay display = new BarDisplay(out, Style.PLAIN, 80, 24);
        RunProgress progress = run(0.5, progress("web", Stage.COPYING, 0.5));

        display.show(progress);
        kept.reset();
        display.show(progress);

        assertThat(kept.toString(StandardCharsets.UTF_8)).startsWith("\033[2A\r");
    }

    @Test
    void barIsFullOnlyWhenDone() {
        assertThat(Bar.of(0, 4)).isEqualTo("░░░░");
        assertThat(Bar.of(0.5, 4)).isEqualTo("██░░");
        assertThat(Bar.of(0.999, 4)).isEqualTo("███▉");
        assertThat(Bar.of(1, 4)).isEqualTo("████");
    }

    @Test
    void plainLinesComeAtIntervals() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        PlainDisplay display = new PlainDisplay(out, now::get);
        RunProgress progress = run(0.42, progress("web", Stage.COPYING, 0.5));

        display.show(progress);
        now.set(Instant.EPOCH.plusSeconds(5));
        display.show(progress);
        display.show(progress);
        display.onEvent(new RunEvent.Trouble(move("web"), "does not converge"));

        assertThat(kept.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("42 % done, 0 of 1 moved, about 20 s left", "'web': does not converge");
    }

    @Test
    void forecastThatAVmWillNotConverge_saysWhyAndWhatHelps() {
        Verdict.DoesNotConverge verdict = new Verdict.DoesNotConverge(
                0.93,
                new Verdict.FixedPoint(Duration.ofMillis(1500), DataSize.ofMebibytes(215)),
                List.of(new Advice.PostCopy(new WayOut(Duration.ofSeconds(33), Duration.ofMillis(200)))));
        PlainDisplay display = new PlainDisplay(out, () -> Instant.EPOCH);

        display.onEvent(new RunEvent.NotConverging(move("web"), verdict));

        assertThat(kept.toString(StandardCharsets.UTF_8).strip())
                .startsWith(
                        "'web': does not converge (93 %): rounds of 1.5 s each leave 215 MiB to send; what helps: switch"
                                + " to post-copy (ends after 33");
    }
}
