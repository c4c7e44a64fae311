package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmState;
import io.vacate.sim.SimHost;
import io.vacate.sim.SimTime;
import io.vacate.sim.SimVm;
import io.vacate.sim.SimWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on a simulated rack of two hosts: how VMs are migrated, checked, resumed and recovered. */
class ModesTest {
    @TempDir
    Path state;

    private SimWorld world;
    private String alpha = "";
    private String beta = "";
    private Cli cli;

    @BeforeEach
    void open() {
        open(SimTime.automatic());
    }

    private void open(SimTime time) {
        close();
        world = SimWorld.builder()
                .time(time)
                .host(SimHost.builder("alpha", DataSize.ofMebibytes(16_384))
                        .vm(SimVm.builder("web", DataSize.ofMebibytes(1024)).build())
                        .build())
                .host(SimHost.builder("beta", DataSize.ofMebibytes(16_384)).build())
                .build();
        alpha = world.uri("alpha").toString();
        beta = world.uri("beta").toString();
        cli = new Cli(state);
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private int run(String command, String... options) {
        return cli.run(Stream.concat(Stream.of(command, "web", "--from", alpha, "--to", beta), Stream.of(options))
                .toArray(String[]::new));
    }

    @Test
    void migrate_paused_arrivesPaused() {
        try (Host source = Hosts.open(alpha)) {
            source.vm("web").pause();
        }

        assertThat(run("migrate")).isZero();

        assertThat(cli.out()).contains("VM 'web' is paused (user) on " + beta);
        try (Host destination = Hosts.open(beta)) {
            assertThat(destination.vm("web").status().isPausedByUser()).isTrue();
        }
    }

    @Test
    void migrate_off_movesItsDefinitionIfThatIsAsked() {
        try (Host source = Hosts.open(alpha)) {
            source.vm("web").destroy();
        }

        assertThat(run("migrate")).isEqualTo(ExitCode.REFUSED);
        assertThat(cli.err()).contains("mode offline");
        assertThat(run("check", "--mode", "offline")).isZero();
        assertThat(run("migrate", "--mode", "offline")).isZero();

        assertThat(cli.out()).contains("VM 'web' is shut off on " + beta);
        try (Host source = Hosts.open(alpha);
                Host destination = Hosts.open(beta)) {
            assertThat(source.vms()).isEmpty();
            assertThat(destination.vm("web").status().state()).isEqualTo(VmState.SHUT_OFF);
        }
    }

    @Test
    void evacuate_offline_isRefused() {
        assertThat(cli.run("evacuate", alpha, "--to", beta, "--mode", "offline"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("an evacuation moves VMs that run");
    }

    @Test
    void migrate_offlineOfAVmThatRuns_isRefused() {
        assertThat(run("migrate", "--mode", "offline")).isEqualTo(ExitCode.REFUSED);
        assertThat(cli.err()).contains("not off");
        assertThat(run("migrate", "--mode", "offline", "--parallel", "2")).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--mode pre-copy --auto-converge=30:5 --parallel 4 --compression zstd --tls",
                "--auto-converge --compression xbzrle --tunnelled --persistent",
                "--mode post-copy --post-copy-after now --post-copy-bandwidth 500MiB/s",
                "--mode post-copy --post-copy-after 2",
                "--mode post-copy --post-copy-after 500ms",
                "--mode stop-and-copy --transient --stall 30s",
                "--mode suspend-copy-resume",
                "--mode suspend-copy-resume --buffer memory --stall 1min:report --force cpu,version",
                "--copy-storage all",
                "--copy-storage inc --bandwidth 200MiB/s --downtime 500ms"
            })
    void migrate_takesEveryMode(String options) {
        assertThat(run("migrate", options.split(" "))).as(cli.err()).isZero();

        assertThat(cli.out()).contains("Done: 1 VM moved");
        try (Host there = Hosts.open(beta)) {
            assertThat(there.vm("web").status().state()).isEqualTo(VmState.RUNNING);
        }
    }

    @Test
    void mode_isReallyTaken() {
        assertThat(run("migrate", "--mode", "stop-and-copy", "--json")).isZero();

        // 1 GiB over 1 Gbit/s, all of it with the VM paused.
        assertThat(cli.json().path("vms").path(0).path("downtime_seconds").asDouble())
                .isGreaterThan(8);
        assertThat(cli.json()
                        .path("vms")
                        .path(0)
                        .path("predicted_downtime_seconds")
                        .asDouble())
                .isGreaterThan(8);
    }

    @Test
    void postCopy_warnsBeforeItStarts() {
        assertThat(run("migrate", "--mode", "post-copy")).isZero();

        assertThat(cli.err()).contains("vacate: warning: post-copy", "loses the VM");
        assertThat(cli.err().indexOf("warning")).isLessThan(cli.err().indexOf("migrating to"));
        cli.run("migrate", "--help");
        assertThat(cli.out()).contains("--mode", "loses the VM");
    }

    @Test
    void otherModes_teachTheModelToo() {
        assertThat(run("migrate", "--mode", "stop-and-copy", "--json")).isZero();
        assertThat(cli.json().path("assumptions")).isNotEmpty();

        assertThat(cli.run("migrate", "web", "--from", beta, "--to", alpha)).isZero();
        cli.run("estimate", "web", "--from", alpha, "--to", beta, "--json");
        assertThat(cli.json().path("assumptions")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--copy-storage all", "--compression zstd --parallel 2", "--tls"})
    void whatCannotBeKnown_isSaid(String options) {
        assertThat(run("migrate", options.split(" "))).as(cli.err()).isZero();

        assertThat(cli.out()).contains("not known");
    }

    @Test
    void evacuate_takesThemToo() {
        assertThat(cli.run("evacuate", alpha, "--mode", "suspend-copy-resume", "--buffer", "memory", "--to", beta))
                .as(cli.err())
                .isZero();

        assertThat(cli.out()).contains("Done: 1 VM moved");
    }

    @Test
    void rename_isOfOneVm() {
        assertThat(run("migrate", "--rename", "web-new")).isZero();

        try (Host there = Hosts.open(beta)) {
            assertThat(there.vm("web-new").status().state()).isEqualTo(VmState.RUNNING);
        }
        assertThat(cli.run("evacuate", alpha, "--rename", "all-the-same", "--to", beta))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--mode teleport|teleport",
                "--post-copy-after now|--mode post-copy only",
                "--mode post-copy --post-copy-after soon|--post-copy-after",
                "--mode post-copy --post-copy-after 0|--post-copy-after",
                "--post-copy-bandwidth 1MiB/s|--mode post-copy only",
                "--buffer disk|--mode suspend-copy-resume only",
                "--mode suspend-copy-resume --buffer tape|tape",
                "--auto-converge=0:10|--auto-converge",
                "--auto-converge web|--auto-converge",
                "--compression gzip|--compression",
                "--compression zlib --compression-cache 64MiB|xbzrle only",
                "--compression-level 3|zlib and zstd only",
                "--compression zlib --compression-level 10|from 0 to 9",
                "--compression zstd --compression-level=-1|from 0 to 20",
                "--parallel 0|--parallel",
                "--persistent --transient|contradict",
                "--copy-storage some|--copy-storage",
                "--stall 30s:panic|--stall",
                "--stall forever|--stall",
                "--definition /nonexistent/web.xml|/nonexistent/web.xml"
            })
    void wrongOption_isNamed(String options, String said) {
        assertThat(run("migrate", options.split(" "))).isEqualTo(2);

        assertThat(cli.err().lines())
                .singleElement()
                .asString()
                .startsWith("vacate: ")
                .contains(said);
    }

    @Test
    void missingAbility_isRefused() {
        assertThat(run("migrate", "--client-driven")).isEqualTo(4);

        assertThat(cli.err()).contains("CLIENT_DRIVEN");
    }

    @Test
    void check_ofWhatIsFine() {
        assertThat(run("check")).isZero();
        assertThat(cli.out()).contains("VM 'web' can migrate from alpha to beta");

        assertThat(run("check", "--json")).isZero();
        assertThat(cli.json().path("refused").asBoolean()).isFalse();
        assertThat(cli.json().path("exit_code").asInt()).isZero();
    }

    @Test
    void check_saysAllAtOnceAndChangesNothing() {
        try (Host source = Hosts.open(alpha);
                Host there = Hosts.open(beta)) {
            there.define(VmConfig.builder("web", DataSize.ofMebibytes(64)).build());
            source.vm("web").destroy();

            assertThat(run("check", "--json")).isEqualTo(4);

            assertThat(cli.json().path("refused").asBoolean()).isTrue();
            assertThat(cli.json().path("findings"))
                    .extracting(found -> found.path("check").asText())
                    .containsExactly("vm_state", "name");
            assertThat(cli.json().path("findings")).allSatisfy(found -> {
                assertThat(found.path("severity").asText()).isEqualTo("blocker");
                assertThat(found.path("refuses").asBoolean()).isTrue();
                assertThat(found.path("message").asText()).isNotBlank();
            });
            assertThat(run("check")).isEqualTo(4);
            assertThat(cli.out()).contains("blocker", "cannot migrate from alpha to beta, for 2 reasons");
            assertThat(source.vm("web").status().state()).isEqualTo(VmState.SHUT_OFF);
        }
    }

    private void interruptASuspension() {
        open(SimTime.manual());
        Host source = Hosts.open(alpha);
        MigrationJob job = source.vm("web")
                .migrateTo(
                        Hosts.open(beta),
                        MigrationRequest.builder()
                                .mode(new MigrationMode.SuspendCopyResume(Buffer.DISK))
                                .build());
        while (!job.progress().phase().equals(Optional.of(Phase.TRANSFER))) {
            world.advance(Duration.ofMillis(100));
        }
        source.close();
    }

    @Test
    void suspendedVm_isListedAndResumed() {
        interruptASuspension();

        assertThat(cli.run("suspended", alpha, beta)).isZero();
        assertThat(cli.out()).contains("web", "whole", "unfinished copy", "no, interrupted", "/var/lib/vacate");
        assertThat(cli.run("suspended", alpha, "nosuch://node", "--json")).isEqualTo(3);
        assertThat(cli.json().path("suspended").path(0).path("size_bytes").asLong())
                .isEqualTo(1L << 30);
        assertThat(cli.json().path("suspended").path(0).path("activity").asText())
                .isEqualTo("interrupted");
        assertThat(cli.json().path("failures")).hasSize(1);

        assertThat(run("resume", "--json")).as(cli.err()).isZero();

        assertThat(cli.json().path("location").asText()).isEqualTo(alpha);
        assertThat(cli.json().path("location_state").asText()).isEqualTo("running");
        assertThat(cli.run("suspended", alpha, beta)).isZero();
        assertThat(cli.out()).contains("No VM waits in a buffer");
        assertThat(run("resume")).isEqualTo(4);
        assertThat(cli.err()).contains("'web'");
    }

    @Test
    void brokenPostCopy_isRecovered() {
        try (Host source = Hosts.open(alpha);
                Host there = Hosts.open(beta)) {
            assertThat(run("recover")).isEqualTo(4);
            assertThat(cli.err()).contains("no broken post-copy");
            world.faults().failMigration(source.vm("web").id(), 0.5, "the link broke");
            MigrationJob job = source.vm("web")
                    .migrateTo(
                            there,
                            MigrationRequest.builder()
                                    .mode(new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()))
                                    .build());
            job.completion().toCompletableFuture().join();
            assertThat(job.state()).isEqualTo(MigrationState.FAILED);

            assertThat(run("recover", "--post-copy-bandwidth", "100MiB/s", "--json"))
                    .as(cli.err())
                    .isZero();

            assertThat(cli.json().path("outcome").asText()).isEqualTo("moved");
            assertThat(cli.json().path("location").asText()).isEqualTo(beta);
            assertThat(there.vm("web").status().state()).isEqualTo(VmState.RUNNING);
        }
    }

    @Test
    void definition_isTakenFromAFile() throws Exception {
        Path file = state.resolve("web.yaml");
        Files.writeString(file, "no definition at all");

        assertThat(run("migrate", "--definition", file.toString(), "--retries", "0"))
                .isIn(4, 5);
    }
}
