package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.cli.terminal.Interrupts.Signal;
import java.nio.file.Path;
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
    void secondSignalSaysHowThingsStandAndLeaves() {
        cli.interruptAt("'web-1': migrating", Signal.INT);
        cli.interruptAt("Stopping", Signal.INT);

        cli.run("evacuate", ALPHA, "--to", BETA, "--strategy", "sequential");

        assertThat(cli.halts).containsExactly(130);
        assertThat(cli.err())
                .contains("'web-1': still on its way from " + ALPHA + " to " + BETA)
                .contains("'mail': on " + ALPHA)
                .contains("left before every migration had ended");
    }

    @Test
    void signalWhileVmsAreWatchedEndsTheCommand() {
        cli.interruptAt("Watching", Signal.INT);

        cli.run("estimate", "web-1", "--from", ALPHA, "--to", BETA);

        assertThat(cli.halts).containsExactly(130);
        assertThat(cli.err()).contains("vacate: interrupted; nothing was changed");
    }
}
