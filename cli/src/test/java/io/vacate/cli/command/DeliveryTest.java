package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.cli.terminal.FullSink;
import io.vacate.cli.terminal.Interrupts.Signal;
import io.vacate.cli.terminal.StuckSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers that do not read, and output that cannot be written. */
@Timeout(300)
class DeliveryTest {
    private static final String ALPHA = "sim:demo?speed=max#alpha";
    private static final String BETA = "sim:demo?speed=max#beta";
    private static final String SLOW_ALPHA = "sim:demo?speed=4#alpha";
    private static final String SLOW_BETA = "sim:demo?speed=4#beta";

    @TempDir
    Path directory;

    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(directory);
    }

    private CompletableFuture<Integer> start(String... arguments) {
        return CompletableFuture.supplyAsync(() -> cli.run(arguments));
    }

    /** One of each kind of output; the others print as these do. */
    static Stream<String> commands() {
        return Stream.of(
                "hosts ALPHA",
                "hosts ALPHA --json",
                "suspended ALPHA",
                "check web-1 --from ALPHA --to BETA",
                "estimate web-1 --from ALPHA --to BETA --json",
                "migrate web-1 --from ALPHA --to BETA --json",
                "evacuate ALPHA --to BETA",
                "evacuate ALPHA --to BETA --dry-run",
                "demo --speed max",
                "calibrate --from ALPHA --to BETA --vm web-1",
                "plan --problem PLAN",
                "--help",
                "--version",
                "evacuate --help");
    }

    private String[] arguments(String line) {
        return Stream.of(line.split(" "))
                .map(word -> switch (word) {
                    case "ALPHA" -> ALPHA;
                    case "BETA" -> BETA;
                    case "PLAN" -> problem().toString();
                    default -> word;
                })
                .toArray(String[]::new);
    }

    private Path problem() {
        try {
            return Files.writeString(directory.resolve("batch.json"), PlanTest.BATCH.formatted(8192));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void fullDisk_isAnErrorOfItsOwn(String line) {
        cli.outTo(new FullSink());

        assertThat(cli.run(arguments(line))).as(cli.err()).isEqualTo(ExitCode.OUTPUT);

        assertThat(cli.err().lines().filter(said -> said.startsWith("vacate: ")))
                .containsExactly("vacate: standard output cannot be written: No space left on device");
    }

    @Test
    void fullDiskUnderStandardError_isAnErrorOfItsOwn_andTheRunGoesOnToItsEnd() {
        cli.errTo(new FullSink());

        assertThat(cli.run("evacuate", ALPHA, "--to", BETA, "--json")).isEqualTo(ExitCode.OUTPUT);

        assertThat(cli.json().path("status").asText()).isEqualTo("complete");
    }

    @Test
    void fullDisk_doesNotHideAnotherError() {
        cli.outTo(new FullSink());

        assertThat(cli.run("hosts", "sim:demo#nobody")).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("migrate", "nobody", "--from", ALPHA, "--to", BETA, "--json"))
                .isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void resultWaitsForItsReader() throws InterruptedException {
        StuckSink pipe = new StuckSink();
        cli.outTo(pipe);

        CompletableFuture<Integer> code = start("hosts", ALPHA);
        pipe.awaitWriter();

        assertThat(code).isNotDone();
        pipe.read();
        assertThat(code.join()).isZero();
        assertThat(pipe.text()).contains("web-1");
    }

    @Test
    void runGoesOn_whileNobodyReadsItsProgress() throws InterruptedException {
        StuckSink pipe = new StuckSink();
        cli.errTo(pipe);

        CompletableFuture<Integer> code = start("evacuate", ALPHA, "--to", BETA, "--json");
        while (cli.out().isEmpty()) {
            Thread.sleep(10);
        }

        assertThat(cli.json().path("status").asText()).isEqualTo("complete");
        pipe.read();
        assertThat(code.join()).isZero();
        assertThat(pipe.text()).contains("'web-1': on beta");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void afterASignal_nobodyIsWaitedForThatDoesNotRead(String name) throws InterruptedException {
        Signal signal = Signal.valueOf(name);
        StuckSink pipe = new StuckSink("'web-1': migrating");
        cli.errTo(pipe);

        CompletableFuture<Integer> code =
                start("evacuate", SLOW_ALPHA, "--to", SLOW_BETA, "--strategy", "sequential", "--json");
        pipe.awaitWriter();
        cli.interrupt(signal);

        assertThat(code.join()).isEqualTo(signal.exitCode());
        assertThat(cli.json().path("vms")).isNotEmpty().allSatisfy(vm -> {
            assertThat(vm.path("outcome").asText()).isIn("cancelled", "not_started");
            assertThat(vm.path("location").asText()).isEqualTo(SLOW_ALPHA);
        });
        assertThat(cli.halts).isEmpty();
    }

    @Test
    void signalEndsACommandWhoseResultNobodyReads() throws InterruptedException {
        StuckSink pipe = new StuckSink();
        cli.outTo(pipe);

        CompletableFuture<Integer> code = start("hosts", ALPHA);
        pipe.awaitWriter();
        cli.interrupt(Signal.INT);

        assertThat(code.join()).isEqualTo(130);
    }

    @Test
    void planIsShown_thoughItsFilesCannotBeWritten() throws Exception {
        Path plan = Files.writeString(directory.resolve("plan.json"), "the old one");
        Path nowhere = directory.resolve("nowhere").resolve("plan.svg");

        assertThat(cli.run(
                        "plan", "--problem", problem().toString(), "--out", "/dev/full", "--svg", nowhere.toString()))
                .isEqualTo(ExitCode.OUTPUT);

        assertThat(cli.err().lines())
                .containsExactly(
                        "vacate: /dev/full cannot be written: No space left on device",
                        "vacate: " + nowhere + " cannot be written: there is no such directory");
        assertThat(cli.out()).contains("VMs move");
        assertThat(plan).hasContent("the old one");
    }

    @Test
    void calibrationThatCannotBeWritten_losesNoReport() {
        String file = "/proc/calibration.json";

        assertThat(cli.run("calibrate", "--from", ALPHA, "--to", BETA, "--vm", "web-1", "--calibration", file))
                .as(cli.err())
                .isEqualTo(ExitCode.OUTPUT);

        assertThat(cli.err()).contains("vacate: " + file + " cannot be written: ");
        assertThat(cli.out()).contains("pre-copy", "moved", "Nothing was written.");
    }
}
