package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.cli.terminal.Interrupts.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterruptionTest {
    /** Slow enough that no machine is so busy as to miss a migration, which takes seconds then. */
    private static final String ALPHA = "sim:demo?speed=4#alpha";

    private static final String BETA = "sim:demo?speed=4#beta";

    @TempDir
    Path state;

    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(state);
    }

    @ParameterizedTest
    @EnumSource
    void firstSignalStopsWhatRunsAndSaysWhereVmsAre(Signal signal) {
        cli.interruptAt("'web-1': migrating", signal);

        assertThat(cli.run("evacuate", ALPHA, "--to", BETA, "--strategy", "sequential", "--json"))
                .isEqualTo(signal.exitCode());

        assertThat(cli.err()).contains("Stopping");
        assertThat(cli.json().path("status").asText()).isEqualTo("cancelled");
        assertThat(cli.json().path("exit_code").asInt()).isEqualTo(signal.exitCode());
        assertThat(cli.json().path("vms"))
                .extracting(vm -> vm.path("outcome").asText())
                .containsExactly("cancelled", "not_started", "not_started", "not_started", "not_started");
        assertThat(cli.json().path("vms")).allSatisfy(vm -> {
            assertThat(vm.path("location").asText()).isEqualTo(ALPHA);
            assertThat(vm.path("location_state").asText()).isEqualTo("running");
        });
        assertThat(cli.halts).isEmpty();
    }

    @Test
    void firstSignalSaysWhatIsWaitedForAndForHowLong() {
        cli.interruptAt("'web-1': migrating", Signal.HUP);

        cli.run("evacuate", ALPHA, "--to", BETA, "--strategy", "sequential");

        assertThat(cli.err())
                .contains("Waiting for 1 migration, about ")
                .containsPattern("at most by estimate: 'web-1' \\(asked to stop, at most \\d+ s\\)");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HUP")
    void secondSignalSaysWhatIsLeftWhereAndQuits(Signal second) {
        cli.interruptAt("'web-1': migrating", Signal.HUP);
        cli.interruptAt("Stopping", second);

        cli.run("evacuate", ALPHA, "--to", BETA, "--strategy", "sequential");

        assertThat(cli.halts).containsExactly(129);
        assertThat(cli.err())
                .contains("'web-1': still on its way from " + ALPHA + " to " + BETA)
                .contains("it may end up at either")
                .containsPattern("'mail': (running \\(booted\\) )?on " + Pattern.quote(ALPHA))
                .contains("vacate: left before every migration had ended")
                .contains("vacate hosts '" + ALPHA + "' '" + BETA + "'");
    }

    @ParameterizedTest
    @EnumSource
    void hangupRightAfterAnotherSignal_belongsToIt(Signal first) {
        cli.interruptAt("'web-1': migrating", first);
        cli.interruptAt("Stopping", Signal.HUP);

        assertThat(cli.run("evacuate", ALPHA, "--to", BETA, "--strategy", "sequential"))
                .isEqualTo(first.exitCode());

        assertThat(cli.halts).isEmpty();
    }

    @Test
    void secondSignal_saysWhichVmIsLeftSuspendedAndHowToResumeIt() {
        cli.interruptAt("'web-1': migrating", Signal.TERM);
        cli.interruptAt("Stopping", Signal.INT);

        cli.run("migrate", "web-1", "--from", ALPHA, "--to", BETA, "--mode", "suspend-copy-resume");

        assertThat(cli.halts).containsExactly(143);
        assertThat(cli.err())
                .contains("it is left suspended")
                .contains("vacate suspended '" + ALPHA + "' '" + BETA + "'")
                .contains("vacate resume web-1 --from '" + ALPHA + "' --to '" + BETA + "'");
    }

    /** Returns a host that cannot cancel, as those of Xen. */
    private String stubborn(String host) throws IOException {
        Path world = Files.writeString(state.resolve("stubborn.yaml"), """
                hosts:
                  - {name: alpha, memory: 8GiB, network: 500Mbit/s, without: [cancel],
                     vms: [{name: db, memory: 512MiB, used: 300MiB}]}
                  - {name: beta, memory: 8GiB, network: 500Mbit/s}
                """);
        return "sim://%s?speed=4#%s".formatted(world, host);
    }

    @Test
    void whatCannotBeCancelled_isWaitedFor() throws IOException {
        cli.interruptAt("'db': migrating", Signal.HUP);

        assertThat(cli.run("migrate", "db", "--from", stubborn("alpha"), "--to", stubborn("beta"), "--json"))
                .isZero();

        assertThat(cli.halts).isEmpty();
        assertThat(cli.err()).contains("'db' (cannot be cancelled, at most ");
        assertThat(cli.json().path("vms").path(0).path("outcome").asText()).isEqualTo("moved");
    }

    @Test
    void stopTimeout_quitsAsASecondSignalDoes() throws IOException {
        cli.interruptAt("'db': migrating", Signal.INT);

        cli.run("migrate", "db", "--from", stubborn("alpha"), "--to", stubborn("beta"), "--stop-timeout", "1ms");

        assertThat(cli.halts).containsExactly(130);
        assertThat(cli.err()).contains("'db': still on its way from ", "left before every migration had ended");
    }

    @Test
    void suspendedVm_isResumedWhereItWas() {
        cli.interruptAt("'web-1': migrating", Signal.INT);

        assertThat(cli.run(
                        "migrate", "web-1", "--from", ALPHA, "--to", BETA, "--mode", "suspend-copy-resume", "--json"))
                .isEqualTo(130);

        assertThat(cli.halts).isEmpty();
        assertThat(cli.json().path("vms").path(0).path("location").asText()).isEqualTo(ALPHA);
        assertThat(cli.json().path("vms").path(0).path("location_state").asText())
                .isEqualTo("running");
    }

    @Test
    void timeoutIsSaidToBeTheReason() {
        assertThat(cli.run("evacuate", ALPHA, "--to", BETA, "--strategy", "sequential", "--timeout", "1s", "--json"))
                .isEqualTo(5);

        assertThat(cli.json().path("status").asText()).isEqualTo("timed_out");
        assertThat(cli.json().path("problems"))
                .extracting(problem -> problem.asText())
                .containsExactly("stopped by --timeout after 1 s");
        assertThat(cli.json().path("vms"))
                .isNotEmpty()
                .allSatisfy(vm -> assertThat(vm.path("message").asText()).startsWith("stopped by --timeout after 1 s"));
        assertThat(cli.err()).doesNotContain("WARN", "on request");
    }

    @Test
    void signalWhileVmsAreWatchedEndsTheCommand() {
        cli.interruptAt("Watching", Signal.INT);

        cli.run("estimate", "web-1", "--from", ALPHA, "--to", BETA);

        assertThat(cli.halts).containsExactly(130);
        assertThat(cli.err()).contains("vacate: interrupted; nothing was changed");
    }
}
