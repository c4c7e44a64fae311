package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of an inventory in place of URIs. */
class InventoryTest {
    private static final String HOSTS = """
            hosts:
              node1: {uri: "sim:demo?speed=max#alpha", roles: [rack]}
              node2: {uri: "sim:demo?speed=max#beta", roles: [rack, spare]}
              node3: {uri: "sim:demo?speed=max#gamma", roles: [rack]}
            """;

    @TempDir
    Path directory;

    private Cli cli;

    @BeforeEach
    void writeInventory() throws IOException {
        Files.createDirectory(directory.resolve("vacate"));
        Files.writeString(directory.resolve("vacate").resolve("hosts.yaml"), HOSTS);
        cli = new Cli(directory);
    }

    @Test
    void hosts_withoutArguments_showsAllOfTheInventory() {
        assertThat(cli.run("hosts", "--json")).as(cli.err()).isZero();

        assertThat(cli.json().path("hosts"))
                .extracting(host -> host.path("name").asText())
                .containsExactly("alpha", "beta", "gamma");
    }

    @Test
    void evacuate_takesNamesAndRoles_andARoleIsWithoutTheSource() {
        assertThat(cli.run("evacuate", "node1", "--to", "node2", "node3", "--dry-run", "--json"))
                .isZero();
        JsonNode byNames = cli.json();
        assertThat(cli.run("evacuate", "node1", "--to", "role:rack", "--dry-run", "--json"))
                .isZero();

        assertThat(byNames.path("vms")).isNotEmpty();
        assertThat(cli.json().path("vms")).hasSameSizeAs(byNames.path("vms"));
        assertThat(cli.run("evacuate", "node2", "--to", "role:spare", "--dry-run"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("no host is left");
    }

    @Test
    void oneVm_takesNames() {
        assertThat(cli.run("check", "web-1", "--from", "node1", "--to", "node2"))
                .as(cli.err())
                .isZero();
        assertThat(cli.run("estimate", "web-1", "--from", "node1", "--to", "role:spare"))
                .as(cli.err())
                .isZero();
        assertThat(cli.run("suspended", "node1", "role:spare")).as(cli.err()).isZero();
    }

    @Test
    void unknownNameAndRole_areAnsweredWithThoseThatThereAre() {
        assertThat(cli.run("hosts", "node9")).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("'node9'", "hosts.yaml (node1, node2, node3)");
        assertThat(cli.run("hosts", "role:none")).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("'none'", "rack, spare");
    }

    @Test
    void inventory_canBeAnotherFile() throws IOException {
        Path other = directory.resolve("other.yaml");
        Files.writeString(other, "hosts: {only: {uri: 'sim:demo?speed=max#beta'}}");

        assertThat(cli.run("hosts", "--inventory", other.toString(), "--json")).isZero();
        assertThat(cli.json().path("hosts")).hasSize(1);
        assertThat(cli.run("hosts", "only", "--inventory=" + other)).isZero();
    }

    @Test
    void brokenInventory_isReportedWhenItIsNeeded_andOnlyThen() throws IOException {
        Path broken = directory.resolve("vacate").resolve("hosts.yaml");
        Files.writeString(broken, "hosts:\n  node1:\n    url: kvm:///system\n");

        assertThat(cli.run("hosts", "node1")).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains(broken + ", line 3, hosts.node1", "'url'");
        assertThat(cli.run("hosts", "sim:demo#alpha")).isZero();
    }
}
