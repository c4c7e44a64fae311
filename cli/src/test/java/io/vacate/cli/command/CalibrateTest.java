package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.api.Host;
import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.cli.state.CalibrationFile;
import io.vacate.cli.terminal.Interrupts.Signal;
import io.vacate.documents.ProfileDocument;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity;
import io.vacate.sim.SimHost;
import io.vacate.sim.SimTime;
import io.vacate.sim.SimVm;
import io.vacate.sim.SimWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a test VM teaches that goes to and fro. */
class CalibrateTest {
    @TempDir
    Path state;

    private SimWorld world;
    private String alpha = "";
    private String beta = "";
    private Cli cli;

    @BeforeEach
    void open() {
        world = SimWorld.builder()
                .time(SimTime.automatic())
                .host(host("alpha")
                        .vm(SimVm.builder("web", DataSize.ofMebibytes(512)).build())
                        .vm(SimVm.builder("off", DataSize.ofMebibytes(512))
                                .state(VmState.SHUT_OFF)
                                .build())
                        .build())
                .host(host("beta").build())
                .build();
        alpha = world.uri("alpha").toString();
        beta = world.uri("beta").toString();
        cli = new Cli(state);
    }

    private static SimHost.Builder host(String name) {
        return SimHost.builder(name, DataSize.ofMebibytes(4096)).network(DataRate.ofMegabitsPerSecond(500));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private int test(String... options) {
        return cli.run(List.of("calibrate", "--from", alpha, "--to", beta, "--vm", "web"), options);
    }

    private boolean runsAt(String name) {
        try (Host host = world.open(name)) {
            return host.vms().stream()
                    .anyMatch(vm -> vm.name().equals("web") && vm.status().state() == VmState.RUNNING);
        }
    }

    private Calibration learned() throws IOException {
        return new CalibrationFile(cli.calibrationFile()).load("sim");
    }

    @Test
    void testVm_goesToAndFroInEachMode() throws IOException {
        assertThat(test("--modes", "all", "--runs", "2", "--json"))
                .as(cli.err())
                .isZero();

        JsonNode document = cli.json();
        assertThat(document.path("status").asText()).isEqualTo("complete");
        assertThat(document.path("migrations").asInt()).isEqualTo(24);
        assertThat(document.path("is_back").asBoolean()).isTrue();
        assertThat(document.path("moves")).hasSize(24).allSatisfy(move -> {
            assertThat(move.path("outcome").asText()).isEqualTo("moved");
            assertThat(move.path("actual_seconds").asDouble()).isPositive();
        });
        assertThat(document.path("quantities"))
                .extracting(node -> node.path("quantity").asText())
                .contains("overhead", "path_rate", "suspend_rate", "copy_rate", "resume_rate");
        assertThat(learned().samples().get(Quantity.pathRate("beta", "alpha"))).isNotEmpty();
        assertThat(cli.err()).contains("24 of 24: suspend-copy-resume-memory", "loses the VM");
        assertThat(runsAt("alpha")).isTrue();
        assertThat(runsAt("beta")).isFalse();
    }

    @Test
    void laterWays_arePredictedByTheEarlier() {
        assertThat(test("--runs", "3")).as(cli.err()).isZero();

        assertThat(cli.out())
                .containsPattern("pre-copy +beta +alpha +moved .* [−+]?[0-9]+ %")
                .contains("VM 'web' is on " + alpha, "Written to");
    }

    @Test
    void testVm_fillsAProfileToo() throws IOException {
        Path profile = state.resolve("rack.json");

        assertThat(test("--profile", profile.toString())).as(cli.err()).isZero();

        ProfileDocument document = ProfileDocument.parse(Files.readString(profile));
        assertThat(document.vms()).extracting(vm -> vm.name()).containsExactly("web");
        assertThat(document.network()).isEmpty();
        assertThat(cli.run("estimate", "--profile", profile.toString(), "--from", "alpha", "--to", "beta", "--json"))
                .isZero();
        assertThat(cli.json().path("assumptions")).isEmpty();
    }

    @Test
    void wayThatFails_isSaidAndTheVmBroughtBack() {
        VmId web;
        try (Host host = world.open("alpha")) {
            web = host.vm("web").id();
        }
        // The way back fails, and so does its retry: that of the hosts' own time, as what is printed may come late.
        Runnable fault = () -> world.faults().failMigration(web, 0.5, "the link broke");
        cli.at("2 of 2", fault);
        AtomicBoolean hasFailed = new AtomicBoolean();
        try (Host host = world.open("alpha")) {
            host.subscribe(event -> {
                boolean isCopyDiscarded = event.kind() == VmEvent.Kind.STOPPED && event.reason() == StateReason.FAILED;
                if (isCopyDiscarded && hasFailed.compareAndSet(false, true)) {
                    fault.run();
                }
            });

            assertThat(test("--json")).isEqualTo(5);
        }

        assertThat(cli.json().path("status").asText()).isEqualTo("incomplete");
        assertThat(cli.json().path("moves"))
                .extracting(move -> move.path("outcome").asText())
                .containsExactly("moved", "failed", "moved");
        assertThat(cli.json().path("is_back").asBoolean()).isTrue();
        assertThat(cli.json().path("problems")).isNotEmpty();
        assertThat(cli.err()).contains("Bringing the VM back");
        assertThat(runsAt("alpha")).isTrue();
    }

    @Test
    void modeThatAHostCannot_isRefusedBeforeAnythingMoves() {
        world.close();
        world = SimWorld.builder()
                .time(SimTime.automatic())
                .host(host("alpha")
                        .vm(SimVm.builder("web", DataSize.ofMebibytes(128)).build())
                        .build())
                .host(host("beta").without(Capability.POST_COPY).build())
                .build();
        alpha = world.uri("alpha").toString();
        beta = world.uri("beta").toString();

        assertThat(test("--modes", "pre-copy,post-copy")).isEqualTo(4);

        assertThat(cli.err()).contains("POST_COPY");
        assertThat(cli.calibrationFile()).doesNotExist();
    }

    @Test
    void signal_stopsWhereTheVmIsAndKeepsWhatWasLearned() throws IOException {
        String slow = "sim:demo?speed=8#";
        // The second way is on its way then.
        cli.interruptAt("2 of 20", Signal.INT);

        assertThat(cli.run(
                        "calibrate",
                        "--from",
                        slow + "alpha",
                        "--to",
                        slow + "beta",
                        "--vm",
                        "web-1",
                        "--runs",
                        "10",
                        "--json"))
                .isEqualTo(130);

        assertThat(cli.err()).contains("Stopping").doesNotContain("3 of 20");
        assertThat(cli.json().path("exit_code").asInt()).isEqualTo(130);
        assertThat(cli.json().path("status").asText()).isEqualTo("incomplete");
        assertThat(cli.json().path("location_detail").asText()).startsWith("on sim:demo");
        assertThat(learned().samples()).isNotEmpty();
        assertThat(cli.halts).isEmpty();
    }

    @Test
    void noLearning_isPossibleToo() {
        assertThat(test("--no-learn")).isZero();

        assertThat(cli.out()).contains("Nothing was written.");
        assertThat(cli.calibrationFile()).doesNotExist();
    }

    @Test
    void fileOfAnOlderVersion_isRefusedBeforeAnythingMoves() throws IOException {
        Files.createDirectories(cli.calibrationFile().getParent());
        Files.writeString(cli.calibrationFile(), "{\"format\": 1, \"drivers\": {}}");

        assertThat(test()).isEqualTo(2);

        assertThat(cli.err()).contains("learned by an older version", "move it away");
        assertThat(runsAt("alpha")).isTrue();
    }

    @Test
    void dryRun_changesNothing() {
        assertThat(test("--dry-run", "--modes", "all", "--runs", "2"))
                .as(cli.err())
                .isZero();

        assertThat(cli.out())
                .contains("VM 'web' would go from alpha to beta and back, 24 migrations in all")
                .contains("suspend-copy-resume-memory", "Nothing was changed.");
        assertThat(test("--dry-run", "--json")).isZero();
        assertThat(cli.json().path("migrations").asInt()).isEqualTo(2);
        assertThat(cli.calibrationFile()).doesNotExist();
        assertThat(runsAt("alpha")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--vm web | --from must be given once, not 0 times",
                "--from ALPHA --vm web | --to must be given once",
                "--from ALPHA --to BETA | --vm is missing",
                "--from ALPHA --to BETA --vm web --runs 0 | --runs (0)",
                "--from ALPHA --to BETA --vm web --runs many | 'many'",
                "--from ALPHA --to BETA --vm web --modes teleport | no mode 'teleport'; there are pre-copy, post-copy,",
                "--from ALPHA --to BETA --vm web --modes pre-copy,pre-copy | pre-copy twice",
                "--from ALPHA --to BETA --vm web --driver kvm | does not go with a test VM"
            })
    void wrongOption_isNamed(String options, String said) {
        cli.assertWrongUsage("calibrate " + options, Map.of("ALPHA", alpha, "BETA", beta), said);
    }

    @Test
    void vmThatIsOff_isRefused() {
        assertThat(cli.run("calibrate", "--from", alpha, "--to", beta, "--vm", "off"))
                .isEqualTo(4);
        assertThat(cli.run("calibrate", "--from", alpha, "--to", beta, "--vm", "none"))
                .isEqualTo(4);
    }
}
