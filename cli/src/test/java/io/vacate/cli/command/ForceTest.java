package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Risks, and what accepts them: a VM with a disk that only its host has. */
class ForceTest {
    @TempDir
    Path directory;

    private Cli cli;
    private String alpha;
    private String beta;

    @BeforeEach
    void world() throws IOException {
        Path world = Files.writeString(directory.resolve("world.yaml"), """
                hosts:
                  - name: alpha
                    memory: 8GiB
                    vms:
                      - name: web
                        memory: 256MiB
                        disks: [{target: vda, source: /images/web.raw, shared: false, size: 1GiB}]
                  - {name: beta, memory: 8GiB}
                """);
        cli = new Cli(directory.resolve("state"));
        alpha = "sim://%s#alpha".formatted(world);
        beta = "sim://%s#beta".formatted(world);
    }

    private int one(String command, String... more) {
        String[] words = new String[6 + more.length];
        System.arraycopy(new String[] {command, "web", "--from", alpha, "--to", beta}, 0, words, 0, 6);
        System.arraycopy(more, 0, words, 6, more.length);
        return cli.run(words);
    }

    @Test
    void checkDryRunAndStart_refuseTheSame_andNothingIsTriedTwice() {
        assertThat(one("check", "--json")).isEqualTo(ExitCode.REFUSED);
        assertThat(cli.json().path("findings"))
                .singleElement()
                .satisfies(found -> assertThat(found.path("check").asText()).isEqualTo("storage"));

        assertThat(cli.run("evacuate", alpha, "--to", beta, "--dry-run")).isZero();
        assertThat(cli.out()).contains("'web' will be refused (storage)", "--copy-storage");

        assertThat(one("migrate", "--json")).isNotZero();
        assertThat(cli.json().path("vms").path(0).path("attempts").asInt()).isLessThan(2);
        assertThat(cli.out()).contains("--copy-storage");
    }

    @Test
    void force_acceptsTheRisksThatItNames_andNoOthers() {
        assertThat(one("check", "--force", "cpu,version")).isEqualTo(ExitCode.REFUSED);
        assertThat(one("check", "--force", "cpu,storage")).isZero();
        assertThat(one("migrate", "--force", "storage")).isZero();
    }

    @Test
    void forceWithoutAName_orWithAnUnknownOne_isAnswered() {
        assertThat(one("check", "--force")).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("--force", "CHECK");
        assertThat(one("check", "--force", "everything")).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("'everything' is not the name of a check", "storage", "vm-state");
    }
}
