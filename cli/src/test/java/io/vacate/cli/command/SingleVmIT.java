package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check}, {@code migrate} and {@code recover} on real hosts. */
@RealTestbed(hosts = 2, rate = "200mbit")
class SingleVmIT {
    private static final GuestSpec GUEST =
            GuestSpec.named("single").withMemoryMib(256).filling(160).dirtying(8, 64);

    private final RealHosts hosts;

    SingleVmIT(Testbed testbed, @TempDir Path state) {
        hosts = new RealHosts(testbed, state);
    }

    @Test
    void vmIsCheckedAndMigrated() {
        hosts.atHome(GUEST);
        String[] way = {"single", "--from", hosts.uri(1), "--to", hosts.uri(2), "--json"};

        hosts.run(0, with("check", way));
        JsonNode report = hosts.run(0, with("migrate", way)).json();

        assertThat(report.path("vms").get(0).path("outcome").asText()).isEqualTo("moved");
        assertThat(hosts.assertWhole("single")).isEqualTo("h2");
        assertThat(hosts.run(4, with("check", way)).out() + "").contains("single");
    }

    private static String[] with(String command, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = command;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return all;
    }

    @Test
    void postCopyThatBreaks_isUnknownUntilItIsRecovered() throws IOException, InterruptedException {
        hosts.atHome(GUEST);
        try (VacateProcess vacate = VacateProcess.start(
                hosts.state(),
                "exec \"$@\"",
                "migrate",
                "single",
                "--from",
                hosts.uri(1),
                "--to",
                hosts.uri(2),
                "--mode",
                "post-copy",
                "--post-copy-after",
                "now",
                "--post-copy-bandwidth",
                "4MiB/s",
                "--retries",
                "0",
                "--json")) {
            UnreadPipe.readUntil(vacate.process().errorReader(StandardCharsets.UTF_8), "': migrating");
            awaitPostCopy();
            hosts.testbed().virsh("h1", "domjobabort", "--postcopy", "single");

            JsonNode report = new ObjectMapper().readTree(vacate.process().inputReader(StandardCharsets.UTF_8));
            assertThat(vacate.exitCode()).as("%s", report).isEqualTo(5);
            JsonNode vm = report.path("vms").get(0);
            assertThat(vm.path("outcome").asText()).as("%s", vm).isEqualTo("unknown");
            assertThat(vm.path("message").asText()).contains("post-copy broke", "do not start it anew");
        }

        JsonNode recovered = hosts.run(0, "recover", "single", "--from", hosts.uri(1), "--to", hosts.uri(2), "--json")
                .json();

        assertThat(recovered.path("location").asText()).isEqualTo(hosts.uri(2));
        assertThat(recovered.path("location_state").asText()).isEqualTo("running");
        assertThat(hosts.assertWhole("single")).isEqualTo("h2");
    }

    private void awaitPostCopy() throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        while (!hosts.testbed().virsh("h1", "domstate", "--reason", "single").contains("post-copy")) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(100);
        }
    }
}
