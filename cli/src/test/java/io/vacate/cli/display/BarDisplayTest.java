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
import io.vacate.cli.terminal.OutputQueue;
import io.vacate.cli.terminal.QueuedStream;
import io.vacate.cli.terminal.Terminal;
import io.vacate.model.batch.Action;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.estimate.WayOut;
import io.vacate.model.live.Verdict;
import io.vacate.model.live.Verdict.Advice;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.progress.Stage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BarDisplayTest {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private Terminal terminal = new Terminal(true, true, false, 80, 24);
    private final QueuedStream out = new OutputQueue(() -> terminal).messages(kept);
    private final BarDisplay bars = new BarDisplay(out, Style.PLAIN);

    private String written() throws InterruptedException {
        assertThat(out.await(Duration.ofMinutes(1))).isTrue();
        String text = kept.toString(StandardCharsets.UTF_8);
        kept.reset();
        return text;
    }

    private static VmMove move(String name) {
        VM vm = mock(VM.class);
        Host host = mock(Host.class);
        VmId id = new VmId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
        when(vm.id()).thenReturn(id);
        when(vm.name()).thenReturn(name);
        when(vm.host()).thenReturn(host);
        when(host.info())
                .thenReturn(new HostInfo(
                        new HostId(new UUID(0, 1)),
                        "beta",
                        new Hypervisor("Simulation", "1", ""),
                        new CpuInfo("x86_64", "", 4, 0),
                        DataSize.ofMebibytes(1024)));
        DataSize memory = DataSize.ofMebibytes(1);
        VmProfile profile = new VmProfile(id, name, memory, memory, DirtyCurve.idle(), Duration.ofMillis(300));
        Action.Migrate planned = new Action.Migrate(
                "migrate " + name,
                name,
                "alpha",
                "beta",
                Tuning.PRE_COPY,
                Duration.ZERO,
                Duration.ofSeconds(10),
                DataRate.ofMebibytesPerSecond(57),
                List.of(),
                Optional.empty());
        return new VmMove(planned, profile, vm, host, host, MigrationRequest.live(), memory, memory);
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
                2,
                Optional.empty());
    }

    private static RunProgress run(double fraction, MoveProgress... moves) {
        return new RunProgress(Duration.ofSeconds(12), fraction, Duration.ofSeconds(20), List.of(moves));
    }

    @Test
    void eachVmHasABarAndTheWholeHasOne() {
        List<String> lines = bars.lines(
                run(
                        0.4,
                        progress("web", Stage.MOVED, 1),
                        progress("mail", Stage.COPYING, 0.5),
                        progress("db", Stage.WAITING, 0)),
                100,
                20);

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("  web  ██████").contains("100 %", "on beta after 3.0 s");
        assertThat(lines.get(1)).startsWith("  mail █").contains(" 50 %", "→ beta 57.0 MiB/s round 2 7 s left");
        assertThat(lines.get(2)).startsWith("  db   ░").contains("  0 %", "waiting");
        assertThat(lines.get(3)).startsWith("  all  █").contains(" 40 %", "1 of 3 · 20 s left");
    }

    @Test
    void whatIsOnlyEstimatedSaysSo() throws InterruptedException {
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
                0,
                Optional.empty());

        List<String> lines = bars.lines(run(0.3, estimated), 100, 20);
        assertThat(lines.get(0)).contains("→ beta estimated 7 s left");
        assertThat(lines.get(1)).contains("0 of 1 · estimated 20 s left");
        AtomicLong now = new AtomicLong();
        PlainDisplay plain = new PlainDisplay(out, now::get);
        now.set(Duration.ofSeconds(5).toNanos());
        plain.show(run(0.3, estimated));
        assertThat(written()).contains("30 % done, 0 of 1 moved, about 20 s left (estimated)");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 132, 250})
    void noLineIsWiderThanTheTerminal(int columns) {
        List<String> lines = bars.lines(
                run(
                        0.5,
                        progress("a-name-that-is-far-too-long-for-any-terminal", Stage.COPYING, 0.5),
                        progress("b", Stage.NOT_MOVED, 1)),
                columns,
                20);

        assertThat(lines).allSatisfy(line -> assertThat(Texts.width(line)).isLessThan(columns));
    }

    @ParameterizedTest
    @ValueSource(ints = {36, 45, 60, 80})
    void narrowTerminal_losesTheBarBeforeTheInformation(int columns) {
        List<String> lines = bars.lines(run(0.5, progress("mail-server-of-berlin", Stage.COPYING, 0.5)), columns, 20);

        assertThat(lines.get(0)).contains("mail", " 50 %", "7 s left");
        assertThat(lines.get(1)).contains("20 s left");
        assertThat(lines.get(0).contains("█")).isEqualTo(columns >= 80);
    }

    @Test
    void stoppedRun_isNeitherFullNorGreen() {
        List<String> lines = new BarDisplay(out, Style.COLOR)
                .lines(run(1, progress("web", Stage.NOT_MOVED, 1), progress("db", Stage.NOT_MOVED, 1)), 100, 20);

        assertThat(lines)
                .hasSize(3)
                .allSatisfy(line ->
                        assertThat(line).contains("  0 %", "░", "\033[31m").doesNotContain("100 %", "█", "\033[32m"));
        assertThat(lines.get(2)).contains("0 of 2 · ended after 12 s");
    }

    @Test
    void runThatMovedAPart_showsHowMuch() {
        List<String> lines =
                bars.lines(run(1, progress("web", Stage.MOVED, 1), progress("db", Stage.NOT_MOVED, 1)), 100, 20);

        assertThat(lines.get(0)).contains("100 %");
        assertThat(lines.get(2)).contains(" 50 %", "1 of 2 · ended after 12 s");
    }

    @Test
    void narrowedTerminal_barsAreDrawnOverAllRowsThatTheyWereWrappedTo() throws InterruptedException {
        RunProgress progress = run(0.5, progress("web", Stage.COPYING, 0.5));
        terminal = new Terminal(true, true, false, 100, 24);
        bars.show(progress);
        written();
        assertThat(bars.lines(progress, 100, 20)).allMatch(line -> Texts.width(line) > 50);

        terminal = new Terminal(true, true, false, 50, 24);
        bars.show(progress);
        String narrowed = written();
        bars.show(progress);

        assertThat(narrowed).startsWith("\033[4A\r");
        assertThat(written()).startsWith("\033[2A\r");
    }

    @Test
    void lineAndLogDuringTheRun_goAboveTheBars() throws InterruptedException {
        RunProgress progress = run(0.5, progress("web", Stage.COPYING, 0.5));
        bars.show(progress);
        written();

        out.println("WARN something");

        assertThat(written())
                .startsWith("\033[2A\r\033[JWARN something\n\r  web")
                .endsWith("\033[J");
    }

    @Test
    void barsThatHaveEnded_stay() throws InterruptedException {
        RunProgress progress = run(1, progress("web", Stage.MOVED, 1));
        bars.show(progress);
        bars.end(progress);
        out.println("Done");

        assertThat(written()).endsWith("\033[JDone\n");
    }

    @Test
    void moreVmsThanLinesShowThoseThatRun() {
        MoveProgress[] moves = IntStream.range(0, 40)
                .mapToObj(i -> progress("vm" + i, i == 33 ? Stage.COPYING : Stage.WAITING, 0))
                .toArray(MoveProgress[]::new);

        List<String> lines = bars.lines(run(0.1, moves), 80, 6);

        assertThat(lines).hasSizeLessThanOrEqualTo(8);
        assertThat(lines).anyMatch(line -> line.contains("vm33"));
        assertThat(lines).anyMatch(line -> line.contains("… and 35 more"));
    }

    @Test
    void barsAreDrawnAgainInPlace() throws InterruptedException {
        RunProgress progress = run(0.5, progress("web", Stage.COPYING, 0.5));

        bars.show(progress);
        written();
        bars.show(progress);

        assertThat(written()).startsWith("\033[2A\r");
    }

    @Test
    void barIsFullOnlyWhenDone() {
        assertThat(Bar.of(0, 4)).isEqualTo("░░░░");
        assertThat(Bar.of(0.5, 4)).isEqualTo("██░░");
        assertThat(Bar.of(0.999, 4)).isEqualTo("███▉");
        assertThat(Bar.of(1, 4)).isEqualTo("████");
    }

    @Test
    void plainLinesComeAtIntervals() throws InterruptedException {
        AtomicLong now = new AtomicLong();
        PlainDisplay display = new PlainDisplay(out, now::get);
        RunProgress progress = run(0.42, progress("web", Stage.COPYING, 0.5));

        display.show(progress);
        now.set(Duration.ofSeconds(5).toNanos());
        display.show(progress);
        display.show(progress);

        assertThat(written().lines()).containsExactly("42 % done, 0 of 1 moved, about 20 s left");
        display.onEvent(new RunEvent.Trouble(move("web"), "does not converge"));
        assertThat(written().lines()).containsExactly("'web': does not converge");
    }

    @Test
    void runThatStops_saysAtIntervalsWhatItWaitsForAndForHowLong() throws InterruptedException {
        AtomicLong now = new AtomicLong();
        PlainDisplay display = new PlainDisplay(out, now::get);
        RunProgress progress = run(0.42, progress("web", Stage.COPYING, 0.5), progress("db", Stage.WAITING, 0));

        for (int seconds = 0; seconds <= 10; seconds++) {
            now.set(Duration.ofSeconds(seconds).toNanos());
            display.showStopping(progress);
            assertThat(written().lines().toList())
                    .isEqualTo(
                            seconds == 0 || seconds % 5 != 0
                                    ? List.of()
                                    : List.of("Waiting for 1 migration, about 7 s at most by estimate: 'web' (cannot be"
                                            + " cancelled, at most 7 s)"));
        }
    }

    @Test
    void forecastThatAVmWillNotConverge_saysWhyAndWhatHelps() throws InterruptedException {
        Verdict.DoesNotConverge verdict = new Verdict.DoesNotConverge(
                0.93,
                new Verdict.FixedPoint(Duration.ofMillis(1500), DataSize.ofMebibytes(215)),
                List.of(new Advice.PostCopy(new WayOut(Duration.ofSeconds(33), Duration.ofMillis(200)))));
        PlainDisplay display = new PlainDisplay(out, () -> 0);

        display.onEvent(new RunEvent.NotConverging(move("web"), verdict));

        assertThat(written().strip())
                .startsWith(
                        "'web': does not converge (93 %): rounds of 1.5 s each leave 215 MiB to send; what helps: switch"
                                + " to post-copy (ends after 33");
    }
}
