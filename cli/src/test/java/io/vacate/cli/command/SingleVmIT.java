package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check}, {@code migrate} and {@code recover} on real hosts. */
@RealTestbed(hosts = 2, rate = "500mbit")
class SingleVmIT {
    private static final GuestSpec GUEST = GuestSpec.named("single").withMemoryMib(128);

    /** Of the guest's used memory, in bytes. */
    private static final long NEARLY_ALL = 84L << 20;

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
        // It has left: the same command names nothing that is there.
        assertThat(hosts.run(4, with("check", way)).err()).contains("no VM 'single'");
    }

    private static String[] with(String command, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = command;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return all;
    }

    /** Not broken by a migration of ours, which would take it up again by itself. */
    @Test
    void brokenPostCopy_keepsItsHostFromBeingEmptyUntilItIsRecovered() throws InterruptedException {
        hosts.atHome(GUEST);
        String destination = hosts.testbed().hosts().get(1).libvirtUri().toString();
        Thread virsh = new Thread(() -> virsh(
                "migrate",
                "--live",
                "--p2p",
                "--persistent",
                "--undefinesource",
                "--postcopy",
                "--bandwidth",
                "8",
                "--postcopy-bandwidth",
                "8",
                "single",
                destination));
        virsh.setUncaughtExceptionHandler((thread, expected) -> {});
        virsh.start();
        await(this::isInPostCopyWhenAsked);
        // With little left to come the guest's processor seldom waits for a page that is not there yet.
        await(() -> processed() > NEARLY_ALL);
        virsh("domjobabort", "--postcopy", "single");
        virsh.join();

        Cli evacuation = hosts.run(5, "evacuate", hosts.uri(1), "--to", hosts.uri(2), "--json");

        JsonNode stay = evacuation.json().path("staying").get(0);
        assertThat(stay.path("left_behind").asBoolean()).isTrue();
        assertThat(stay.path("reason").asText()).contains("post copy failed");

        JsonNode recovered = hosts.run(0, "recover", "single", "--from", hosts.uri(1), "--to", hosts.uri(2), "--json")
                .json();

        assertThat(recovered.path("outcome").asText()).isEqualTo("moved");
        assertThat(recovered.path("location").asText()).isEqualTo(hosts.uri(2));
        assertThat(recovered.path("location_state").asText()).isEqualTo("running");
        assertThat(hosts.assertWhole("single")).isEqualTo("h2");
    }

    private String virsh(String... arguments) {
        return hosts.testbed().virsh("h1", arguments);
    }

    /** libvirt refuses as long as the migration has not begun, and once it is in post-copy. */
    private boolean isInPostCopyWhenAsked() {
        try {
            virsh("migrate-postcopy", "single");
        } catch (TestbedException refused) {
            // The state tells which of both.
        }
        return virsh("domstate", "--reason", "single").contains("post-copy");
    }

    private long processed() {
        return virsh("domjobinfo", "--rawstats", "single")
                .lines()
                .filter(line -> line.strip().startsWith("memory_processed:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(50);
        }
    }
}
