package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealXenTestbed;
import io.vacate.testbed.XenNode;
import io.vacate.testbed.XenTestbed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Empties a real Xen node of two guests onto the other; memory is verified afterwards. */
@RealXenTestbed(nodes = 2)
class EvacuateXenIT {
    private static final List<String> GUESTS = List.of("xen idle", "xen busy");

    @TempDir
    Path state;

    @Test
    void nodeIsEmptied_andEveryGuestIsWhole(XenTestbed testbed) {
        assumeTrue(testbed.canMigrateLive(), "no hypervisor with shadow paging could be built");
        testbed.guest("x1", GuestSpec.named(GUESTS.get(0)).withMemoryMib(96).filling(24));
        testbed.guest(
                "x1",
                GuestSpec.named(GUESTS.get(1)).withMemoryMib(96).dirtying(8, 16).filling(32));
        XenNode destination = testbed.nodes().get(1);
        Cli cli = new Cli(state);

        int code = cli.run(
                "evacuate",
                address(testbed.nodes().get(0)),
                "--to",
                address(destination),
                "--link",
                "500mbit",
                "--json");

        assertThat(code).as(cli.out() + cli.err()).isZero();
        JsonNode report = cli.json();
        assertThat(report.path("status").asText()).isEqualTo("complete");
        assertThat(report.path("vms"))
                .hasSize(GUESTS.size())
                .allSatisfy(vm -> assertThat(vm.path("outcome").asText()).isEqualTo("moved"));
        for (String guest : GUESTS) {
            CheckResult check = testbed.check(guest);
            assertThat(check.problems()).as(guest).isEmpty();
            assertThat(check.ok()).as(guest).isTrue();
            assertThat(check.hosts()).as(guest).containsExactly(destination.name());
        }
    }

    /** A migration of Xen's cannot be cancelled: the command stays until it has ended, though nobody reads what it says. */
    @Test
    void termInTheMiddle_leavesEveryGuestOnOneNode(XenTestbed testbed) throws IOException, InterruptedException {
        assumeTrue(testbed.canMigrateLive(), "no hypervisor with shadow paging could be built");
        List<String> guests = List.of("xen first", "xen second");
        for (String guest : guests) {
            testbed.guest("x1", GuestSpec.named(guest).withMemoryMib(96).filling(24));
        }
        Path pipe = UnreadPipe.make(state);
        try (VacateProcess vacate = VacateProcess.start(
                state,
                "exec \"$@\" > '%s' 2>&1".formatted(pipe),
                "evacuate",
                address(testbed.nodes().get(0)),
                "--to",
                address(testbed.nodes().get(1)),
                "--strategy=sequential")) {
            try (UnreadPipe output = UnreadPipe.open(pipe)) {
                output.readUntil("': migrating");
                output.fill();

                vacate.signal("TERM");

                assertThat(vacate.exitCode()).isEqualTo(143);
            }
        }
        for (String guest : guests) {
            CheckResult check = testbed.check(guest);
            assertThat(check.problems()).as(guest).isEmpty();
            assertThat(check.hosts()).as(guest).hasSize(1);
        }
        assertThat(testbed.check(guests.get(0)).hosts())
                .as("what was under way has ended")
                .isNotEqualTo(testbed.check(guests.get(1)).hosts());
        guests.forEach(testbed::removeGuest);
    }

    private static String address(XenNode node) {
        return "%s?peer=%s".formatted(node.uri(), node.peerUri());
    }
}
