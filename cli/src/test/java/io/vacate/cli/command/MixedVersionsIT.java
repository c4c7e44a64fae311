package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moves between hosts with libvirt 9.0 (h1) and 11.3 (h2 and h3), by the client library of either. */
@RealTestbed(hosts = 3, libvirt = "mixed")
class MixedVersionsIT {
    private static final GuestSpec IDLE = GuestSpec.named("mixed idle");
    private static final GuestSpec BUSY = GuestSpec.named("mixed busy").dirtying(8, 48);
    private static final GuestSpec MODERN = GuestSpec.named("mixed modern");

    private final RealHosts hosts;
    private final Path folder;

    MixedVersionsIT(Testbed testbed, @TempDir Path folder) {
        hosts = new RealHosts(testbed, folder);
        this.folder = folder;
    }

    @AfterEach
    void removeGuests() {
        List.of(IDLE, BUSY, MODERN).forEach(guest -> hosts.testbed().removeGuest(guest.name()));
    }

    @Test
    void oldHostIsEvacuatedOntoNewOnes_andBack() throws Exception {
        hosts.atHome(IDLE, BUSY);

        JsonNode there = hosts.run(0, "evacuate", hosts.uri(1), "--to", hosts.uri(2), hosts.uri(3), "--json")
                .json();

        assertThat(there.path("status").asText()).isEqualTo("complete");
        for (GuestSpec guest : List.of(IDLE, BUSY)) {
            assertThat(hosts.assertWhole(guest.name())).isIn("h2", "h3");
        }
        JsonNode back = withNewClient("evacuate", hosts.uri(2), hosts.uri(3), "--to", hosts.uri(1), "--json");
        assertThat(back.path("status").asText()).isEqualTo("complete");
        for (GuestSpec guest : List.of(IDLE, BUSY)) {
            assertThat(hosts.assertWhole(guest.name())).isEqualTo("h1");
        }
    }

    /** A process of its own, as this one has loaded the machine's own library. */
    private JsonNode withNewClient(String... arguments) throws IOException, InterruptedException {
        String library = hosts.testbed().libvirt11Library().toString();
        String shell = "JAVA_TOOL_OPTIONS=-Dvacate.libvirt.library='%s' exec \"$@\"".formatted(library);
        try (VacateProcess vacate = VacateProcess.start(folder, shell, arguments)) {
            String out = new String(vacate.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(vacate.process().getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(vacate.exitCode()).as(out + err).isZero();
            return new ObjectMapper().readTree(out);
        }
    }

    /** With host-model a guest has all that its libvirt knows of, and libvirt 9.0 does not know all of that. */
    @Test
    void cpuThatTheOldLibvirtDoesNotKnow_isFoundBeforehand_asLibvirtRefusesIt() throws IOException {
        hosts.testbed().guest("h2", MODERN);
        giveHostModel();
        String[] way = {MODERN.name(), "--from", hosts.uri(2), "--to", hosts.uri(1), "--json"};

        JsonNode check = hosts.run(4, with("check", way)).json();

        assertThat(check.path("findings"))
                .anySatisfy(finding -> {
                    assertThat(finding.path("severity").asText()).isEqualTo("blocker");
                    assertThat(finding.path("message").asText()).contains("CPU feature", "cmpccxadd");
                })
                .anySatisfy(finding -> assertThat(finding.path("message").asText())
                        .contains("libvirt 9.0.0, older than the source's 11.3.0"));
        String refusal = refusalOfLibvirt();
        assertThat(refusal).contains("CPU feature", "cmpccxadd");
        // It was started anew on purpose, which counts as a problem if it had run for long.
        CheckResult guest = hosts.testbed().check(MODERN.name());
        assertThat(guest.badPages()).isZero();
        assertThat(guest.hosts()).containsExactly("h2");
    }

    private void giveHostModel() throws IOException {
        Testbed testbed = hosts.testbed();
        Path definition = folder.resolve("modern.xml");
        Files.writeString(
                definition,
                testbed.virsh("h2", "dumpxml", "--inactive", MODERN.name())
                        .replaceAll("(?s)<cpu.*</cpu>", "<cpu mode='host-model' check='partial'/>"));
        testbed.virsh("h2", "define", definition.toString());
        testbed.virsh("h2", "destroy", MODERN.name());
        testbed.virsh("h2", "start", MODERN.name());
    }

    private String refusalOfLibvirt() {
        try {
            String destination = hosts.testbed().hosts().get(0).libvirtUri().toString();
            return hosts.testbed().virsh("h2", "migrate", "--live", "--p2p", MODERN.name(), destination);
        } catch (TestbedException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static String[] with(String command, String... arguments) {
        return Stream.concat(Stream.of(command), Stream.of(arguments)).toArray(String[]::new);
    }
}
