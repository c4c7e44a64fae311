package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts by the names of an inventory, and the memory of their guests on a network of its own, its bytes counted. */
@RealTestbed(hosts = 3, migrationNetwork = true)
class InventoryIT {
    private static final List<String> HOSTS = List.of("h1", "h2", "h3");
    private static final List<GuestSpec> GUESTS = List.of(
            GuestSpec.named("inventory 1").withMemoryMib(128).dirtying(8, 64),
            GuestSpec.named("inventory 2").withMemoryMib(128));

    /** What two guests send at least, being filled; libvirt's own traffic is far below a tenth of it. */
    private static final long LEAST_MEMORY = 64L << 20;

    @TempDir
    Path state;

    private final Testbed testbed;
    private final RealHosts hosts;

    InventoryIT(Testbed testbed) {
        this.testbed = testbed;
        hosts = new RealHosts(testbed, Path.of("unused"));
    }

    @Test
    void evacuation_byNames_sendsTheMemoryOverTheMigrationNetworkOnly() throws IOException {
        writeInventory();
        GUESTS.forEach(guest -> testbed.guest("h1", guest));
        long management = managementBytes();
        long migration = migrationBytes();

        Cli cli = new Cli(state);
        assertThat(cli.run("evacuate", "node1", "--to", "node2", "node3", "--json"))
                .as(cli.out() + cli.err())
                .isZero();

        assertThat(cli.json().path("vms"))
                .hasSize(GUESTS.size())
                .allSatisfy(vm -> assertThat(vm.path("outcome").asText()).isEqualTo("moved"));
        long moved = migrationBytes() - migration;
        assertThat(moved).as("bytes of the migration network").isGreaterThan(LEAST_MEMORY);
        assertThat(managementBytes() - management)
                .as("bytes of the management network, of %d on the other", moved)
                .isLessThan(moved / 10);
        GUESTS.forEach(guest ->
                assertThat(hosts.assertWhole(guest.name())).as(guest.name()).isIn("h2", "h3"));
    }

    @Test
    void migrate_toAnAddressOfItsOwn_takesThatNetwork() throws IOException {
        GuestSpec guest = GuestSpec.named("inventory one").withMemoryMib(128);
        testbed.guest("h1", guest);
        String address = testbed.traffic("h2").migrationAddress();
        long migration = migrationBytes();

        Cli cli = new Cli(state);
        assertThat(cli.run(
                        "migrate",
                        guest.name(),
                        "--from",
                        hosts.uri(1),
                        "--to",
                        hosts.uri(2),
                        "--migration-address",
                        address,
                        "--listen-address",
                        address))
                .as(cli.out() + cli.err())
                .isZero();

        assertThat(migrationBytes() - migration).isGreaterThan(LEAST_MEMORY / 2);
        assertThat(hosts.assertWhole(guest.name())).isEqualTo("h2");
    }

    private void writeInventory() throws IOException {
        String text = HOSTS.stream()
                .map(host -> "  node%s: {uri: '%s', migration-address: %s}\n"
                        .formatted(
                                host.substring(1),
                                hosts.uri(HOSTS.indexOf(host) + 1),
                                testbed.traffic(host).migrationAddress()))
                .collect(Collectors.joining("", "hosts:\n", ""));
        Files.createDirectory(state.resolve("vacate"));
        Files.writeString(state.resolve("vacate").resolve("hosts.yaml"), text);
    }

    private long managementBytes() {
        return HOSTS.stream()
                .mapToLong(host -> testbed.traffic(host).managementBytes())
                .sum();
    }

    private long migrationBytes() {
        return HOSTS.stream()
                .mapToLong(host -> testbed.traffic(host).migrationBytes())
                .sum();
    }
}
