package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates of modes and groups, with hosts and without. */
class EstimateTest {
    private static final String ALPHA = "sim:demo?speed=max#alpha";
    private static final String BETA = "sim:demo?speed=max#beta";

    private static final String RACK = """
            {
              "format": "vacate-profile/1",
              "vms": [
                {"name": "web", "memory_bytes": "512MiB", "used_memory_bytes": "300MiB"},
                {"name": "db", "id": "5f7c5b39-0b0f-4b51-8f0e-6a0f1f0f3a01", "memory_bytes": "1GiB",
                 "dirty": {"rate_bytes_per_second": "10MiB/s", "working_set_bytes": "100MiB"}},
                {"name": "busy", "memory_bytes": "1GiB",
                 "dirty": {"rate_bytes_per_second": "80MiB/s", "working_set_bytes": "900MiB"}}
              ],
              "network": {"nics": [
                {"host": "h1", "speed_bytes_per_second": "500Mbit/s"},
                {"host": "h2", "speed_bytes_per_second": "500Mbit/s"}
              ]}
            }
            """;

    @TempDir
    Path state;

    private Cli cli;
    private Path rack;

    @BeforeEach
    void open() throws IOException {
        cli = new Cli(state);
        rack = Files.writeString(state.resolve("rack.json"), RACK);
    }

    private int estimate(String... options) {
        return cli.run(List.of("estimate", "--profile", rack.toString(), "--from", "h1", "--to", "h2"), options);
    }

    private JsonNode json(String... options) {
        assertThat(estimate(
                        Stream.concat(Stream.of(options), Stream.of("--json")).toArray(String[]::new)))
                .as(cli.err())
                .isZero();
        return cli.json();
    }

    @Test
    void modesOfARunningVm_areCompared() {
        assertThat(cli.run("estimate", "database", "--from", ALPHA, "--to", BETA, "--modes", "all"))
                .isZero();

        assertThat(cli.out())
                .contains("VM 'database' from alpha to beta", "In other modes")
                .containsPattern("mode +time +9 in 10 +downtime +data +verdict +because")
                .containsPattern("post-copy-now .* a fault can lose it")
                .containsPattern("suspend-copy-resume-memory .* stands still .* the memory buffer");
    }

    @Test
    void modesOfARunningVm_areInTheDocument() {
        assertThat(cli.run(
                        "estimate",
                        "--vm",
                        "database",
                        "--from",
                        ALPHA,
                        "--to",
                        BETA,
                        "--modes",
                        "pre-copy,Stop-and-Copy",
                        "--json"))
                .isZero();

        JsonNode modes = cli.json().path("modes");
        assertThat(modes).extracting(mode -> mode.path("mode").asText()).containsExactly("pre-copy", "stop-and-copy");
        JsonNode vm = cli.json().path("vms").path(0);
        assertThat(modes.path(0).path("predicted_seconds")).isEqualTo(vm.path("predicted_seconds"));
        assertThat(vm.path("predicted_p05_seconds").asDouble())
                .isLessThan(vm.path("predicted_seconds").asDouble());
        assertThat(vm.path("predicted_p95_seconds").asDouble())
                .isGreaterThan(vm.path("predicted_p90_seconds").asDouble());
        assertThat(vm.path("explain").path("bottleneck").asText()).isEqualTo("link");
        assertThat(modes.path(1).path("predicted_downtime_seconds").asDouble()).isGreaterThan(5);
    }

    @Test
    void limitHoldsInEveryMode() {
        assertThat(cli.run(
                        "estimate",
                        "web-1",
                        "--from",
                        ALPHA,
                        "--to",
                        BETA,
                        "--modes",
                        "all",
                        "--bandwidth",
                        "10MiB/s",
                        "--json"))
                .isZero();

        assertThat(cli.json().path("modes"))
                .allSatisfy(mode ->
                        assertThat(mode.path("predicted_seconds").asDouble()).isGreaterThan(25));
    }

    @Test
    void oneVmOfAProfile_isToldInFull() {
        assertThat(estimate("web")).isZero();
        String byPosition = cli.out();
        assertThat(estimate("--vm", "web")).isZero();

        assertThat(cli.out())
                .isEqualTo(byPosition)
                .contains("VM 'web' from h1 to h2", "300 MiB used of 512 MiB", "converges  yes", "9 in 10");
        assertThat(cli.err()).isEmpty();
        assertThat(estimate("5f7c5b39-0b0f-4b51-8f0e-6a0f1f0f3a01")).isZero();
        assertThat(cli.out()).contains("VM 'db'");
    }

    @Test
    void allVmsOfAProfile_areATable() {
        assertThat(estimate()).isZero();

        assertThat(cli.out())
                .contains("3 VMs from h1 to h2, each alone")
                .containsPattern("web +6\\.1 s")
                .containsPattern("busy .* does not converge");
    }

    @Test
    void documentOfAProfile_hasTheSameKeys() {
        JsonNode document = json("--modes", "all");

        assertThat(document.path("command").asText()).isEqualTo("estimate");
        assertThat(document.path("status").asText()).isEqualTo("planned");
        assertThat(document.path("exit_code").asInt()).isZero();
        assertThat(document.path("assumptions")).isEmpty();
        assertThat(document.path("vms")).hasSize(3).allSatisfy(vm -> {
            assertThat(vm.path("predicted_seconds").asDouble()).isPositive();
            assertThat(vm.path("modes")).hasSize(6);
        });
        assertThat(document.path("vms").path(2).path("ways_out"))
                .extracting(way -> way.path("way").asText())
                .contains("force_switch_over", "stop_and_copy", "post_copy");
    }

    @Test
    void group_hasAnAggregateTimeAndLatencies() {
        JsonNode sequential = json("--group", "sequential").path("groups").path(0);
        JsonNode parallel = json("--group", "parallel").path("groups").path(0);
        JsonNode two = json("--group", "k=2").path("groups").path(0);

        double sum = 0;
        for (JsonNode vm : json().path("vms")) {
            sum += vm.path("predicted_seconds").asDouble();
        }
        assertThat(sequential.path("predicted_seconds").asDouble()).isCloseTo(sum, within(0.01));
        assertThat(sequential
                        .path("vms")
                        .path(2)
                        .path("predicted_latency_seconds")
                        .asDouble())
                .isCloseTo(sum, within(0.01));
        assertThat(parallel.path("vms"))
                .allSatisfy(vm -> assertThat(vm.path("predicted_start_seconds").asDouble())
                        .isZero());
        assertThat(two.path("vms").path(1).path("predicted_start_seconds").asDouble())
                .isZero();
        assertThat(two.path("vms").path(2).path("predicted_start_seconds").asDouble())
                .isPositive();
        assertThat(estimate("--group", "parallel", "--modes", "pre-copy,stop-and-copy"))
                .isZero();
        assertThat(cli.out())
                .contains("3 VMs, pre-copy, parallel:", "3 VMs, stop-and-copy, parallel:", "arrives after");
    }

    @Test
    void whatWasLearned_countsAndWhatIsSaidOverrules() throws IOException {
        Files.writeString(
                rack,
                RACK.replace(
                        "\"network\"",
                        "\"calibration\": [{\"quantity\": \"path_rate\", \"of\": \"h1 -> h2\", \"samples\": [10485760]},"
                                + " {\"quantity\": \"overhead\", \"of\": \"pre_copy\", \"samples\": [5]}], \"network\""));

        double learned =
                json("web").path("vms").path(0).path("predicted_seconds").asDouble();
        double told = json("web", "--link", "500Mbit/s")
                .path("vms")
                .path(0)
                .path("predicted_seconds")
                .asDouble();

        assertThat(learned).isCloseTo(35.1, within(0.1));
        assertThat(told).isCloseTo(10.3, within(0.1));
    }

    @Test
    void unknownNetwork_isAssumedAndSaid() throws IOException {
        Files.writeString(
                rack, "{\"format\": \"vacate-profile/1\", \"vms\": [{\"name\": \"a\", \"memory_bytes\": 1000}]}");

        assertThat(estimate()).isZero();

        assertThat(cli.out()).contains("assumed: link rate between h1 and h2 is not known: assumed 1 Gbit/s");
    }

    @Test
    void downtimeOfTheCaller_counts() {
        assertThat(json("busy").path("vms").path(0).path("converges").asBoolean())
                .isFalse();
        assertThat(json("busy", "--downtime", "20s")
                        .path("vms")
                        .path(0)
                        .path("converges")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--profile RACK --from h1 --to h2 mail | has no VM 'mail'; it has web, db, busy",
                "--profile RACK --from h1 --to h2 web --vm db | given twice",
                "--profile RACK --from h1 --to h3 | ('h3') is not a host of this network, which has [h1, h2]",
                "--profile RACK --from h1 --to h1 | different hosts",
                "--profile RACK --from h1 --from h2 --to h2 | --from must be given once, not 2 times",
                "--profile RACK --from h1 | --to",
                "--profile RACK --from h1 --to h2 --group all | 'all' must be sequential, parallel or k=N",
                "--profile RACK --from h1 --to h2 --group k=0 | 'k=0' must be",
                "--profile RACK --from h1 --to h2 --modes fast | no mode 'fast'",
                "--profile RACK --from h1 --to h2 --calibration x | given both",
                "--profile NONE --from h1 --to h2 | none.json does not exist",
                "--from sim:demo#alpha --to sim:demo#beta | a VM is missing",
                "web-1 --from sim:demo#alpha --to sim:demo#beta --group parallel | --group is for --profile",
                "web-1 --from alpha --to sim:demo#beta | --from: ",
            })
    void wrongOption_isNamed(String options, String said) {
        cli.assertWrongUsage("estimate " + options, Map.of("RACK", rack, "NONE", state.resolve("none.json")), said);
    }

    @Test
    void wrongProfile_isSaidWithItsLine() throws IOException {
        Files.writeString(rack, RACK.replace("\"300MiB\"", "-1"));

        assertThat(estimate()).isEqualTo(2);

        assertThat(cli.err()).contains("rack.json: vms[0].used_memory_bytes (-1) must not be negative (line 4)");
    }
}
