package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals as the system sends them to the command as a process, with and without a reader of its output. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(600)
class SignalTest {
    /** Slow enough to be still under way when it is interrupted, on whatever machine. */
    private static final String ALPHA = "sim:demo?speed=1#alpha";

    private static final String BETA = "sim:demo?speed=1#beta";

    @TempDir
    Path directory;

    private VacateProcess evacuate(String shell, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("evacuate", ALPHA, "--to", BETA, "--strategy", "sequential", "--json"));
        arguments.addAll(List.of(more));
        return VacateProcess.start(directory, shell, arguments.toArray(String[]::new));
    }

    /** Returns a host with a VM that is under way for minutes, whose host cannot cancel it, as those of Xen cannot. */
    private String stubborn(String host) throws IOException {
        Path world = Files.writeString(directory.resolve("stubborn.yaml"), """
            time: {mode: scaled, factor: 1}
            hosts:
              - {name: alpha, memory: 32GiB, network: 500Mbit/s, without: [cancel],
                 vms: [{name: db, memory: 24GiB, used: 24GiB}]}
              - {name: beta, memory: 32GiB, network: 500Mbit/s}
            """);
        return "sim://%s#%s".formatted(world, host);
    }

    private VacateProcess migrateStubborn(String shell) throws IOException {
        return VacateProcess.start(
                directory, shell, "migrate", "db", "--from", stubborn("alpha"), "--to", stubborn("beta"));
    }

    private static void assertAllWereAskedToStop(JsonNode report) {
        assertThat(report.path("status").asText()).isEqualTo("cancelled");
        assertThat(report.path("vms")).isNotEmpty().allSatisfy(vm -> {
            assertThat(vm.path("outcome").asText()).isIn("cancelled", "not_started");
            assertThat(vm.path("location").asText()).isEqualTo(ALPHA);
            assertThat(vm.path("location_state").asText()).isEqualTo("running");
        });
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void signal_stopsAllAndEndsWithItsCode(String signal, int code) throws IOException, InterruptedException {
        try (VacateProcess vacate = evacuate("exec \"$@\"")) {
            UnreadPipe.readUntil(vacate.process().errorReader(StandardCharsets.UTF_8), "'web-1': migrating");

            vacate.signal(signal);

            assertAllWereAskedToStop(
                    new ObjectMapper().readTree(vacate.process().inputReader(StandardCharsets.UTF_8)));
            assertThat(vacate.exitCode()).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void signal_stopsAllThoughNobodyReadsStandardError(String signal, int code)
            throws IOException, InterruptedException {
        Path pipe = UnreadPipe.make(directory);
        Path out = directory.resolve("out");
        try (VacateProcess vacate = evacuate("exec \"$@\" > '%s' 2> '%s'".formatted(out, pipe));
                UnreadPipe reader = UnreadPipe.open(pipe)) {
            reader.readUntil("'web-1': migrating");
            reader.fill();

            vacate.signal(signal);

            assertThat(vacate.exitCode()).isEqualTo(code);
        }
        assertAllWereAskedToStop(new ObjectMapper().readTree(out.toFile()));
    }

    /** As with {@code 2>&1 | less}: the process would not end yet if its migrations had not. */
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void signal_endsTheProcessThoughNobodyReadsAnything(String signal, int code)
            throws IOException, InterruptedException {
        Path pipe = UnreadPipe.make(directory);
        try (VacateProcess vacate = evacuate("exec \"$@\" > '%s' 2>&1".formatted(pipe));
                UnreadPipe reader = UnreadPipe.open(pipe)) {
            reader.readUntil("'web-1': migrating");
            reader.fill();

            vacate.signal(signal);

            assertThat(vacate.exitCode()).isEqualTo(code);
        }
    }

    @Test
    void secondSignal_saysWhatIsLeftWhere() throws IOException, InterruptedException {
        try (VacateProcess vacate = migrateStubborn("exec \"$@\"");
                BufferedReader err = vacate.process().errorReader(StandardCharsets.UTF_8)) {
            UnreadPipe.readUntil(err, "'db': migrating");
            vacate.signal("HUP");
            UnreadPipe.readUntil(err, "'db' (cannot be cancelled, at most ");
            assertThat(vacate.process().isAlive()).isTrue();

            vacate.signal("TERM");

            UnreadPipe.readUntil(err, "'db': still on its way from " + stubborn("alpha") + " to " + stubborn("beta"));
            assertThat(vacate.exitCode()).isEqualTo(129);
        }
    }

    @Test
    void secondSignal_endsTheProcessThoughNobodyReadsAnything() throws IOException, InterruptedException {
        Path pipe = UnreadPipe.make(directory);
        try (VacateProcess vacate = migrateStubborn("exec \"$@\" > '%s' 2>&1".formatted(pipe));
                UnreadPipe reader = UnreadPipe.open(pipe)) {
            reader.readUntil("'db': migrating");
            reader.fill();

            do {
                vacate.signal("TERM");
            } while (!vacate.process().waitFor(1, TimeUnit.SECONDS));

            assertThat(vacate.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void hangupThatWasIgnoredFromTheStart_staysIgnored() throws IOException, InterruptedException {
        try (VacateProcess vacate = VacateProcess.start(
                directory,
                "trap '' HUP; exec \"$@\"",
                "evacuate",
                "sim:demo?speed=30#alpha",
                "--to",
                "sim:demo?speed=30#beta")) {
            UnreadPipe.readUntil(vacate.process().errorReader(StandardCharsets.UTF_8), "'web-1': migrating");

            vacate.signal("HUP");

            assertThat(vacate.exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec \"$@\" > /dev/full", "exec \"$@\" 2> /dev/full", "exec \"$@\" >&-"})
    void outputThatCannotBeWritten_isAnErrorOfItsOwn(String shell) throws IOException, InterruptedException {
        try (VacateProcess vacate = VacateProcess.start(
                directory, shell, "evacuate", "sim:demo?speed=max#alpha", "--to", "sim:demo?speed=max#beta")) {
            List<String> said = vacate.process()
                    .errorReader(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("vacate: "))
                    .toList();

            assertThat(vacate.exitCode()).as(said.toString()).isEqualTo(ExitCode.OUTPUT);
            if (!shell.contains("2>")) {
                assertThat(said).singleElement().asString().contains("standard output cannot be written: ");
            }
        }
    }

    @Test
    void readerThatLeaves_isAnErrorOfItsOwn() throws IOException, InterruptedException {
        try (VacateProcess vacate = VacateProcess.start(
                directory, "exec \"$@\"", "evacuate", "sim:demo?speed=8#alpha", "--to", "sim:demo?speed=8#beta")) {
            vacate.process().getInputStream().close();
            List<String> said = vacate.process()
                    .errorReader(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("vacate: ") || line.contains(": on beta after"))
                    .toList();

            assertThat(said).hasSize(6).endsWith("vacate: standard output cannot be written: Broken pipe");
            assertThat(vacate.exitCode()).isEqualTo(ExitCode.OUTPUT);
        }
    }
}
