package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evacuations by suspend-copy-resume, and what is left of one whose command is killed. */
@RealTestbed(hosts = 2, rate = "500mbit")
class SuspensionIT {
    private static final GuestSpec GUEST =
            GuestSpec.named("buffered web").withMemoryMib(256).filling(160);

    private final RealHosts hosts;

    SuspensionIT(Testbed testbed, @TempDir Path state) {
        hosts = new RealHosts(testbed, state);
    }

    /** Starts an evacuation whose copy takes long enough to be killed in the middle, and returns when it is there. */
    private VacateProcess inTheMiddle(String buffer) throws IOException, InterruptedException {
        VacateProcess vacate = VacateProcess.start(
                hosts.state(),
                "exec \"$@\"",
                "evacuate",
                hosts.uri(1),
                "--to",
                hosts.uri(2),
                "--mode",
                "suspend-copy-resume",
                "--buffer",
                buffer,
                "--bandwidth",
                "2MiB/s");
        UnreadPipe.readUntil(vacate.process().errorReader(StandardCharsets.UTF_8), "': migrating");
        Instant end = Instant.now().plus(Duration.ofMinutes(3));
        while (!isWholeOnFirst()) {
            assertThat(Instant.now()).isBefore(end);
        }
        return vacate;
    }

    private boolean isWholeOnFirst() {
        JsonNode states =
                hosts.run(0, "suspended", hosts.uri(1), "--json").json().path("suspended");
        return !states.isEmpty() && states.get(0).path("whole").asBoolean();
    }

    @Test
    void killedInTheMiddle_isNamedByTheNextEvacuationAndResumedByItsCommand() throws IOException, InterruptedException {
        hosts.atHome(GUEST);
        try (VacateProcess vacate = inTheMiddle("memory")) {
            vacate.signal("KILL");
            vacate.exitCode();
        }

        Cli again = hosts.run(5, "evacuate", hosts.uri(1), "--to", hosts.uri(2), "--json");

        assertThat(again.json().path("staying")).hasSize(1);
        JsonNode stay = again.json().path("staying").get(0);
        assertThat(stay.path("name").asText()).isEqualTo(GUEST.name());
        assertThat(stay.path("state").asText()).isEqualTo("suspended");
        assertThat(stay.path("left_behind").asBoolean()).isTrue();
        String command = "vacate resume '%s' --from %s --to %s".formatted(GUEST.name(), hosts.uri(1), hosts.uri(2));
        assertThat(stay.path("reason").asText()).contains(command);
        Cli refused = hosts.run(4, "migrate", GUEST.name(), "--from", hosts.uri(1), "--to", hosts.uri(2));
        assertThat(refused.err()).contains("is suspended").contains(command);

        hosts.run(0, "resume", GUEST.name(), "--from", hosts.uri(1), "--to", hosts.uri(2));
        assertThat(hosts.assertWhole(GUEST.name())).isEqualTo("h1");
        assertThat(hosts.run(0, "suspended", hosts.uri(1), hosts.uri(2), "--json")
                        .json()
                        .path("suspended"))
                .isEmpty();
    }

    @Test
    void termInTheMiddle_bringsTheVmBack() throws IOException, InterruptedException {
        hosts.atHome(GUEST);
        try (VacateProcess vacate = inTheMiddle("disk")) {
            vacate.signal("TERM");

            assertThat(vacate.exitCode()).isEqualTo(143);
        }
        assertThat(hosts.assertWhole(GUEST.name())).isEqualTo("h1");
    }

    @Test
    void otherModes_moveTheVm() {
        hosts.atHome(GUEST);
        List<String> homes = new ArrayList<>();
        int from = 1;
        for (String mode : List.of("suspend-copy-resume", "stop-and-copy", "post-copy")) {
            int to = 3 - from;
            JsonNode report = hosts.run(0, "evacuate", hosts.uri(from), "--to", hosts.uri(to), "--mode", mode, "--json")
                    .json();
            assertThat(report.path("vms").get(0).path("outcome").asText()).isEqualTo("moved");
            homes.add(hosts.assertWhole(GUEST.name()));
            from = to;
        }
        assertThat(homes).containsExactly("h2", "h1", "h2");
    }
}
