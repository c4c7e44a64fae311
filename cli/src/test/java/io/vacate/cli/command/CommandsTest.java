package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private static final String ALPHA = "sim:demo?speed=max#alpha";
    private static final String BETA = "sim:demo?speed=max#beta";
    private static final String GAMMA = "sim:demo?speed=max#gamma";

    @TempDir
    Path state;

    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(state);
    }

    @Test
    void demoRunsUnattendedAndSaysThatItIsSimulated() {
        assertThat(cli.run("demo", "--speed", "max")).isZero();

        assertThat(cli.out())
                .contains("This is a simulation")
                .contains("Estimate:")
                .contains("parallel would take")
                .contains("Done: 5 VMs moved")
                .containsPattern("Estimated .* · took .* · error ")
                .doesNotContain("\033");
        assertThat(cli.err()).contains("'web-1': migrating to");
        assertThat(cli.calibrationFile()).doesNotExist();
    }

    @Test
    void demoAsJsonIsOneDocument() {
        assertThat(cli.run("demo", "--speed", "max", "--json")).isZero();

        assertThat(cli.json().path("command").asText()).isEqualTo("demo");
        assertThat(cli.json().path("status").asText()).isEqualTo("complete");
    }

    @Test
    void hostsShowsHostsAndVms() {
        assertThat(cli.run("hosts", ALPHA, BETA)).isZero();

        assertThat(cli.out()).contains("alpha", "beta", "8 GiB", "web-1", "shut off", "512 MiB", "Simulation");
        assertThat(cli.err()).isEmpty();
    }

    @Test
    void hostsAsJson() {
        assertThat(cli.run("hosts", ALPHA, "--json")).isZero();

        JsonNode host = cli.json().path("hosts").path(0);
        assertThat(host.path("name").asText()).isEqualTo("alpha");
        assertThat(host.path("uri").asText()).isEqualTo(ALPHA);
        assertThat(host.path("memory_bytes").asLong()).isEqualTo(8L << 30);
        assertThat(host.path("capabilities")).extracting(JsonNode::asText).contains("pre_copy");
        assertThat(host.path("vms"))
                .filteredOn(vm -> vm.path("name").asText().equals("archive"))
                .singleElement()
                .satisfies(vm -> {
                    assertThat(vm.path("state").asText()).isEqualTo("shut_off");
                    assertThat(vm.path("resident_memory_bytes").isNull()).isTrue();
                });
    }

    @Test
    void hostsShowsTheOthersWhereOneFails() {
        assertThat(cli.run("hosts", "nosuch://node", BETA, "--json")).isEqualTo(3);

        assertThat(cli.err().lines())
                .singleElement()
                .asString()
                .startsWith("vacate: ")
                .contains("'nosuch'");
        assertThat(cli.json().path("hosts")).hasSize(1);
        assertThat(cli.json().path("failures").path(0).path("uri").asText()).isEqualTo("nosuch://node");
    }

    @Test
    void estimateSaysAllThatItKnows() {
        assertThat(cli.run("estimate", "database", "--from", ALPHA, "--to", BETA))
                .isZero();

        assertThat(cli.out())
                .contains("VM 'database' from alpha to beta", "time", "p90", "downtime", "rounds", "converges  yes")
                .contains("dominat")
                .contains("assumed: link rate between alpha and beta is not known: assumed 1 Gbit/s");
    }

    @Test
    void estimateOfWhatDoesNotConvergeShowsWaysOut() {
        assertThat(cli.run("estimate", "database", "--from", ALPHA, "--to", BETA, "--link", "100Mbit/s", "--json"))
                .isZero();

        JsonNode vm = cli.json().path("vms").path(0);
        assertThat(vm.path("converges").asBoolean()).isFalse();
        assertThat(vm.path("ways_out"))
                .extracting(way -> way.path("way").asText())
                .contains("force_switch_over", "stop_and_copy", "post_copy");
    }

    @Test
    void migrateMovesOneVmAndLearns() throws Exception {
        assertThat(cli.run(
                        "migrate",
                        "web-1",
                        "--from",
                        ALPHA,
                        "--to",
                        BETA,
                        "--bandwidth",
                        "50MiB/s",
                        "--downtime",
                        "300ms"))
                .isZero();

        assertThat(cli.out()).contains("Done: 1 VM moved", "error");
        assertThat(Files.readString(cli.calibrationFile())).contains("\"sim\"", "overhead");
    }

    @Test
    void migrateWithoutLearningLeavesNoFile() {
        assertThat(cli.run("migrate", "web-1", "--from", ALPHA, "--to", BETA, "--no-learn"))
                .isZero();

        assertThat(cli.calibrationFile()).doesNotExist();
    }

    @Test
    void whatWasLearnedIsUsed() {
        cli.run("migrate", "web-1", "--from", ALPHA, "--to", BETA);

        cli.run("estimate", "web-1", "--from", ALPHA, "--to", BETA, "--json");

        assertThat(cli.json().path("assumptions")).isEmpty();
    }

    @Test
    void unreadableCalibrationIsSaidAndLeftAlone() throws Exception {
        Path file = state.resolve("mine.json");
        Files.writeString(file, "{ not json");

        assertThat(cli.run("migrate", "web-1", "--from", ALPHA, "--to", BETA, "--calibration", file.toString()))
                .isZero();

        assertThat(cli.err()).contains("nothing learned is used", "nothing was learned", "mine.json");
        assertThat(Files.readString(file)).isEqualTo("{ not json");
    }

    @Test
    void evacuateTakesSeveralDestinations() {
        assertThat(cli.run("evacuate", ALPHA, "--to", BETA, GAMMA, "--link", "500mbit"))
                .isZero();

        assertThat(cli.out())
                .contains("Estimate:", "beta, running", "gamma, running", "Done: 5 VMs moved")
                .contains("'archive' stays");
        assertThat(cli.out().indexOf("Estimate:")).isLessThan(cli.out().indexOf("Done"));
    }

    @Test
    void evacuateTakesSeveralSources() {
        assertThat(cli.run("evacuate", ALPHA, BETA, "--to", GAMMA, "--dry-run", "--json"))
                .isZero();

        assertThat(cli.json().path("sources")).hasSize(2);
        assertThat(cli.json().path("vms")).hasSize(6);
    }

    @Test
    void evacuateSaysHowManyMigrationsAHostTakesPartInAtOnce() {
        assertThat(cli.run(
                        "evacuate",
                        ALPHA,
                        "--to",
                        BETA,
                        GAMMA,
                        "--dry-run",
                        "--strategy",
                        "parallel",
                        "--at-once",
                        "2"))
                .isZero();
        assertThat(cli.out()).contains("at most 2 migrations at once on " + ALPHA + ": as was asked for");

        assertThat(cli.run("evacuate", ALPHA, "--to", BETA, GAMMA, "--dry-run", "--at-once", "2", "--json"))
                .isZero();
        assertThat(cli.json().path("limits").path(0).asText()).contains("at most 2 migrations at once on " + ALPHA);
    }

    @Test
    void evacuateAsJsonHasTheDocumentedKeys() {
        assertThat(cli.run("evacuate", ALPHA, "--to", BETA, GAMMA, "--json", "--progress", "none"))
                .isZero();

        JsonNode document = cli.json();
        assertThat(document.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "command",
                        "status",
                        "exit_code",
                        "strategy",
                        "predicted_seconds",
                        "predicted_p05_seconds",
                        "predicted_p90_seconds",
                        "predicted_p95_seconds",
                        "lower_bound_seconds",
                        "lower_bound_reason",
                        "gap",
                        "actual_seconds",
                        "error_percent",
                        "sources",
                        "destinations",
                        "vms",
                        "staying",
                        "failures",
                        "alternatives",
                        "limits",
                        "assumptions",
                        "problems");
        assertThat(document.path("predicted_seconds").asDouble()).isPositive();
        assertThat(document.path("error_percent").isNumber()).isTrue();
        assertThat(document.path("vms")).hasSize(5).allSatisfy(vm -> {
            assertThat(vm.path("outcome").asText()).isEqualTo("moved");
            assertThat(vm.path("from").asText()).isEqualTo(ALPHA);
            assertThat(vm.path("location").asText()).isEqualTo(vm.path("to").asText());
            assertThat(vm.path("location_state").asText()).isEqualTo("running");
            assertThat(vm.path("actual_seconds").asDouble()).isPositive();
            assertThat(vm.path("transferred_bytes").asLong()).isPositive();
        });
        assertThat(document.path("staying").path(0).path("left_behind").asBoolean())
                .isFalse();
        assertThat(cli.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "parallel", "PARALLEL"})
    void dryRunShowsThePlanOfAStrategy(String strategy) {
        assertThat(cli.run("evacuate", ALPHA, "--to", BETA, GAMMA, "--dry-run", "--strategy", strategy))
                .isZero();

        assertThat(cli.out())
                .contains("Estimate:", strategy.toLowerCase(Locale.ROOT), "start", "end", "web-1")
                .contains("no plan can be faster than", "Nothing was changed.");
    }

    @Test
    void emptyHostIsASuccess() {
        assertThat(cli.run("evacuate", GAMMA, "--to", BETA)).isZero();

        assertThat(cli.out()).contains("Nothing to do: no VM runs on gamma");
    }

    @Test
    void helpAndVersion() {
        assertThat(cli.run("--help")).isZero();
        assertThat(cli.out()).contains("evacuate", "estimate", "Exit codes:", "130");

        assertThat(cli.run("evacuate", "--help")).isZero();
        assertThat(cli.out()).contains("--strategy", "--dry-run", "--bandwidth", "--timeout", "Examples:");

        assertThat(cli.run("--version")).isZero();
        assertThat(cli.out()).startsWith("vacate ").doesNotContain("$");
    }
}
