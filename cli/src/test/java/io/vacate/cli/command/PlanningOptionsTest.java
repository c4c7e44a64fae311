package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vacate evacuate}: what a plan must keep to. */
class PlanningOptionsTest {
    private static final String WORLD = """
        time: {mode: automatic}
        hosts:
          - name: alpha
            memory: 16GiB
            network: 1Gbit/s
            vms:
              - {name: web, memory: 3GiB, used: 2GiB}
              - {name: db, memory: 1GiB}
          - name: beta
            memory: 4GiB
            network: 1Gbit/s
            vms:
              - {name: old, memory: 2GiB, used: 500MiB}
          - {name: gamma, memory: 8GiB, network: 1Gbit/s}
        """;

    @TempDir
    Path directory = Path.of("");

    private Cli cli = new Cli(Path.of("unused"));

    @BeforeEach
    void open() throws IOException {
        cli = new Cli(directory);
        Files.writeString(directory.resolve("world.yaml"), WORLD);
    }

    private String uri(String host) {
        return "sim:%s#%s".formatted(directory.resolve("world.yaml"), host);
    }

    private int plan(String... options) {
        List<String> words = new ArrayList<>(List.of("evacuate", uri("alpha"), "--to", uri("beta"), uri("gamma")));
        words.addAll(List.of("--link", "1Gbit/s", "--dry-run", "--json"));
        words.addAll(List.of(options));
        return cli.run(words.toArray(String[]::new));
    }

    private String constraints(String text) throws IOException {
        return Files.writeString(directory.resolve("constraints.yaml"), text).toString();
    }

    @Test
    void constraints_areYamlWithNamesOfTheInventory() throws IOException {
        Files.createDirectories(directory.resolve("vacate"));
        Files.writeString(
                directory.resolve("vacate").resolve("hosts.yaml"),
                "hosts: {spare: {uri: '%s'}}".formatted(uri("gamma")));

        assertThat(plan("--constraints", constraints("""
                        precedences: [{before: db, after: web}]
                        vms: {db: {dests: [spare]}}
                        """))).as(cli.err()).isZero();

        JsonNode vms = cli.json().path("vms");
        assertThat(vms.path(0).path("name").asText()).isEqualTo("db");
        assertThat(vms.path(0).path("to").asText()).isEqualTo(uri("gamma"));
        assertThat(vms.path(1).path("after").path(0).asText())
                .isEqualTo(vms.path(0).path("id").asText());
    }

    @Test
    void constraintsThatAreWrong_areRefusedWithTheirPath() throws IOException {
        assertThat(plan("--constraints", constraints("vms: {db: {dest: gamma, dests: [beta]}}")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("constraints.yaml", "vms.db.dests");
        assertThat(plan("--constraints", constraints("vms:\n  db: ["))).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("constraints.yaml", "line");
        assertThat(plan("--constraints", directory.resolve("nowhere.yaml").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("nowhere.yaml", "cannot be read");
    }

    @Test
    void by_saysWhenToStart_orThatItIsTooLate() {
        assertThat(plan("--by", "2999-01-01T14:00")).as(cli.err()).isZero();
        assertThat(cli.json().path("late")).isEmpty();
        assertThat(cli.json().path("latest_start").asText()).startsWith("299").isLessThan("2999-01-02");

        assertThat(plan("--by", "14 o'clock")).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("--by", "14:00");
    }

    @Test
    void makeRoom_movesOneOfTheDestinations() {
        assertThat(plan("--constraints", "none", "--make-room")).isEqualTo(ExitCode.USAGE);
        assertThat(plan("--make-room", "--seed", "7", "--time-limit", "5s"))
                .as(cli.err())
                .isZero();
        assertThat(cli.json().path("vms")).hasSize(2);
    }
}
