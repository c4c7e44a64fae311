package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadInputTest {
    private static final String ALPHA = "sim:demo?speed=max#alpha";
    private static final String BETA = "sim:demo?speed=max#beta";

    private static final String TIGHT = """
            time: {mode: automatic}
            hosts:
              - name: small
                memory: 1GiB
              - name: full
                memory: 8GiB
                vms:
                  - {name: large, memory: 4GiB}
                  - {name: resting, memory: 256MiB, state: paused}
                  - {name: "it's a \\"näme\\" 名", memory: 256MiB}
            """;

    @TempDir
    Path directory;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(2, "a command is missing"),
                mistake(2, "'explode'", "explode"),
                mistake(2, "--to", "evacuate", ALPHA),
                mistake(2, "HOST", "evacuate", "--to", BETA),
                mistake(2, "'not a uri'", "evacuate", "not a uri", "--to", BETA),
                mistake(2, "names no driver", "hosts", "alpha"),
                mistake(2, "transport 'pigeon'", "hosts", "kvm+pigeon://node/system"),
                mistake(2, "password", "hosts", "kvm+tcp://user:secret@node/system"),
                mistake(2, "'fast'", "evacuate", ALPHA, "--to", BETA, "--bandwidth", "fast"),
                mistake(2, "'0MiB/s'", "evacuate", ALPHA, "--to", BETA, "--bandwidth", "0MiB/s"),
                mistake(2, "'soon'", "migrate", "web-1", "--from", ALPHA, "--to", BETA, "--downtime", "soon"),
                mistake(2, "'-3s'", "evacuate", ALPHA, "--to", BETA, "--timeout=-3s"),
                mistake(2, "best, sequential, parallel", "evacuate", ALPHA, "--to", BETA, "--strategy", "random"),
                mistake(2, "--retries", "evacuate", ALPHA, "--to", BETA, "--retries", "-1"),
                mistake(2, "--at-once", "evacuate", ALPHA, "--to", BETA, "--at-once", "0"),
                mistake(2, "--if-stuck", "evacuate", ALPHA, "--to", BETA, "--if-stuck", "panic"),
                mistake(2, "--frob", "evacuate", ALPHA, "--to", BETA, "--frob"),
                mistake(2, "given twice", "evacuate", ALPHA, ALPHA, "--to", BETA),
                mistake(2, "given twice", "evacuate", ALPHA, "--to", ALPHA),
                mistake(2, "same host", "evacuate", ALPHA, "--to", "sim:demo#alpha"),
                mistake(2, "--from", "migrate", "web-1", "--from", ALPHA, "--from", BETA, "--to", BETA),
                mistake(2, "no host 'nosuch'", "hosts", "sim:demo#nosuch"),
                mistake(3, "no driver 'foo'", "hosts", "foo://node"),
                mistake(2, "hosts.yaml, which has none", "hosts", "alpha"),
                mistake(2, "no inventory file /no/such", "hosts", "--inventory", "/no/such"),
                mistake(2, "hosts.yaml has none", "hosts"),
                mistake(2, "'10.0.0.1/24'", "evacuate", ALPHA, "--to", BETA, "--migration-address", "10.0.0.1/24"),
                mistake(2, "listenAddress", "evacuate", ALPHA, "--to", BETA, "--listen-address", "name"),
                mistake(2, "share a port", "evacuate", ALPHA, "--to", BETA, "--migration-address", "10.0.0.1:7"),
                mistake(
                        2,
                        "not of 2",
                        "evacuate",
                        ALPHA,
                        "--to",
                        BETA,
                        "sim:demo?speed=max#gamma",
                        "--migration-address",
                        "10.0.0.1"),
                mistake(4, "no VM 'nosuch'", "migrate", "nosuch", "--from", ALPHA, "--to", BETA),
                mistake(4, "shut off", "migrate", "archive", "--from", ALPHA, "--to", BETA),
                mistake(4, "shut off", "estimate", "archive", "--from", ALPHA, "--to", BETA));
    }

    private static Arguments mistake(int code, String said, String... arguments) {
        return Arguments.of(code, said, arguments);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("mistakes")
    void mistakeIsOneLineAndItsExitCode(int code, String said, String[] arguments) {
        Cli cli = new Cli(directory);

        assertThat(cli.run(arguments)).isEqualTo(code);

        assertThat(cli.out()).isEmpty();
        assertThat(cli.err().lines())
                .singleElement()
                .asString()
                .startsWith("vacate: ")
                .contains(said)
                .doesNotContain("Exception");
        assertThat(cli.err()).doesNotContain("secret");
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("mistakes")
    void mistakeAsJsonIsOneDocument(int code, String said, String[] arguments) {
        if (arguments.length < 2) {
            return;
        }
        Cli cli = new Cli(directory);
        String[] withJson =
                Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new);

        assertThat(cli.run(withJson)).isEqualTo(code);

        if (arguments[0].equals("hosts") && cli.json().has("failures")) {
            assertThat(cli.json().path("failures")).hasSize(1);
        } else {
            assertThat(cli.json().path("error").path("exit_code").asInt()).isEqualTo(code);
            assertThat(cli.json().path("error").path("message").asText()).contains(said);
        }
    }

    private Path tightWorld() throws IOException {
        Path file = directory.resolve("tight world.yaml");
        Files.writeString(file, TIGHT);
        return file;
    }

    private String uri(Path world, String host) {
        return "sim:" + world.toString().replace(" ", "%20") + "#" + host;
    }

    @Test
    void destinationWithoutRoomIsSaidBeforeAnythingMoves() throws IOException {
        Path world = tightWorld();
        Cli cli = new Cli(directory);

        assertThat(cli.run("evacuate", uri(world, "full"), "--to", uri(world, "small")))
                .isEqualTo(4);

        assertThat(cli.err().lines())
                .singleElement()
                .asString()
                .contains("VM 'large'", "it needs 4 GiB", "'small' has room for", "nothing was changed");
    }

    @Test
    void pausedVmMakesItIncomplete() throws IOException {
        Path world = directory.resolve("rack.yaml");
        Files.writeString(world, TIGHT.replace("memory: 1GiB", "memory: 8GiB"));
        Cli cli = new Cli(directory);

        assertThat(cli.run("evacuate", uri(world, "full"), "--to", uri(world, "small"), "--json"))
                .isEqualTo(5);

        assertThat(cli.json().path("status").asText()).isEqualTo("incomplete");
        assertThat(cli.json().path("staying").path(0).path("name").asText()).isEqualTo("resting");
        assertThat(cli.json().path("staying").path(0).path("left_behind").asBoolean())
                .isTrue();
        assertThat(cli.json().path("vms")).hasSize(2);
    }

    @Test
    void nameWithBlanksQuotesAndOtherScriptsWorks() throws IOException {
        Path world = tightWorld();
        String name = "it's a \"näme\" 名";
        Cli cli = new Cli(directory);

        assertThat(cli.run("migrate", name, "--from", uri(world, "full"), "--to", uri(world, "small")))
                .isZero();
        assertThat(cli.out()).contains(name);
    }

    @Test
    void verboseShowsTheStackTrace() {
        Cli cli = new Cli(directory);

        assertThat(cli.run("migrate", "nosuch", "--from", ALPHA, "--to", BETA, "--verbose"))
                .isEqualTo(4);

        assertThat(cli.err()).contains("UnknownVmException", "\tat ");
    }
}
