package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Administrators and faults that come between while real hosts are emptied. */
@RealTestbed(hosts = 3, rate = "500mbit")
class InterferenceIT {
    private static final GuestSpec SMALL = GuestSpec.named("small").withMemoryMib(128);
    private static final GuestSpec LARGE =
            GuestSpec.named("large").withMemoryMib(512).filling(384);

    private final RealHosts hosts;

    InterferenceIT(Testbed testbed, @TempDir Path state) {
        hosts = new RealHosts(testbed, state);
    }

    private VacateProcess evacuate(String shell, String... more) throws IOException {
        String[] arguments = new String[8 + more.length];
        String[] first = {
            "evacuate", hosts.uri(1), "--to", hosts.uri(2), "--link", "500mbit", "--strategy=sequential", "--json"
        };
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        return VacateProcess.start(hosts.state(), shell, arguments);
    }

    private static BufferedReader errorsOf(VacateProcess vacate) {
        return vacate.process().errorReader(StandardCharsets.UTF_8);
    }

    private static JsonNode vm(JsonNode report, String name) {
        for (JsonNode vm : report.path("vms")) {
            if (vm.path("name").asText().equals(name)) {
                return vm;
            }
        }
        throw new AssertionError("'%s' is not in %s".formatted(name, report));
    }

    private static JsonNode reportOf(VacateProcess vacate) throws IOException {
        return new ObjectMapper().readTree(vacate.process().inputReader(StandardCharsets.UTF_8));
    }

    @Test
    void migrationThatAnAdministratorAborts_isNotStartedAgain() throws IOException, InterruptedException {
        hosts.atHome(LARGE);
        try (VacateProcess vacate = evacuate("exec \"$@\"")) {
            UnreadPipe.readUntil(errorsOf(vacate), "'large': migrating");
            abort("large");

            JsonNode report = reportOf(vacate);
            assertThat(vacate.exitCode()).as("%s", report).isEqualTo(5);
            assertThat(vm(report, "large").path("attempts").asInt()).isEqualTo(1);
            assertThat(vm(report, "large").path("outcome").asText()).isEqualTo("cancelled");
            assertThat(vm(report, "large").path("location").asText()).isEqualTo(hosts.uri(1));
            assertThat(vm(report, "large").path("message").asText()).contains("someone else");
        }
        assertThat(hosts.assertWhole("large")).isEqualTo("h1");
    }

    /** libvirt refuses as long as the job has not begun. */
    private void abort(String guest) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        while (true) {
            try {
                hosts.testbed().virsh("h1", "domjobabort", guest);
                return;
            } catch (TestbedException notYet) {
                assertThat(Instant.now()).as("%s", notYet).isBefore(end);
                Thread.sleep(50);
            }
        }
    }

    @Test
    void waitingVmThatAnAdministratorMovesToAThirdHost_isNeitherLostNorAtHome()
            throws IOException, InterruptedException {
        hosts.atHome(SMALL, LARGE);
        try (VacateProcess vacate = evacuate("exec \"$@\"")) {
            UnreadPipe.readUntil(errorsOf(vacate), "'small': migrating");
            String third = hosts.testbed().hosts().get(2).libvirtUri().toString();
            hosts.testbed()
                    .virsh("h1", "migrate", "--live", "--p2p", "--persistent", "--undefinesource", "large", third);

            JsonNode report = reportOf(vacate);
            assertThat(vacate.exitCode()).as("%s", report).isEqualTo(5);
            assertThat(vm(report, "small").path("outcome").asText()).isEqualTo("moved");
            JsonNode large = vm(report, "large");
            assertThat(large.path("outcome").asText()).as("%s", large).isEqualTo("unknown");
            assertThat(large.path("message").asText()).contains("do not start it anew");
            assertThat(large.path("location").isNull()).isTrue();
        }
        assertThat(hosts.assertWhole("large")).isEqualTo("h3");
        assertThat(hosts.assertWhole("small")).isEqualTo("h2");
    }

    @Test
    void destinationWhoseDaemonIsKilled_isReportedTruly() throws IOException, InterruptedException {
        hosts.atHome(LARGE);
        try (VacateProcess vacate = VacateProcess.start(
                hosts.state(),
                "exec \"$@\"",
                "evacuate",
                hosts.uri(1),
                "--to",
                hosts.uri(2),
                hosts.uri(3),
                "--link",
                "500mbit",
                "--json")) {
            BufferedReader errors = errorsOf(vacate);
            String line = errors.readLine();
            while (line != null && !line.contains("'large': migrating to")) {
                line = errors.readLine();
            }
            assertThat(line).isNotNull();
            String destination = line.contains("h2") ? "h2" : "h3";
            hosts.testbed().killLibvirtd(destination);

            JsonNode large = vm(reportOf(vacate), "large");
            int code = vacate.exitCode();
            hosts.testbed().startLibvirtd(destination);
            String found = hosts.assertWhole("large");

            assertThat(large.path("location").asText())
                    .as("%s, exit code %d", large, code)
                    .isEqualTo(hosts.uri(Integer.parseInt(found.substring(1))));
            assertThat(large.path("location_state").asText()).isEqualTo("running");
            assertThat(large.path("outcome").asText()).isEqualTo(found.equals("h1") ? "failed" : "moved");
        } finally {
            hosts.testbed().startLibvirtd("h2");
            hosts.testbed().startLibvirtd("h3");
        }
    }

    @Test
    void wallClockThatStepsForwardByFiveMinutes_changesNothing() throws IOException, InterruptedException {
        hosts.atHome(LARGE);
        Path step = hosts.state().resolve("step");
        Path library = SteppingClock.build(hosts.state());
        try (VacateProcess vacate = evacuate(
                "CLOCK_STEP_FILE='%s' LD_PRELOAD='%s' exec \"$@\"".formatted(step, library), "--retries", "0")) {
            UnreadPipe.readUntil(errorsOf(vacate), "'large': migrating");
            Files.writeString(step, "300");

            JsonNode report = reportOf(vacate);
            assertThat(vacate.exitCode()).as("%s", report).isZero();
            assertThat(vm(report, "large").path("outcome").asText()).isEqualTo("moved");
            assertThat(vm(report, "large").path("actual_seconds").asDouble()).isLessThan(200);
        }
        assertThat(hosts.assertWhole("large")).isEqualTo("h2");
    }
}
