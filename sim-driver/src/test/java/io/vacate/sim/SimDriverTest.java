package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.Hosts;
import io.vacate.api.error.SameHostException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.spi.DriverProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimDriverTest {
    @Test
    void serviceLoader_findsIt() {
        assertThat(Hosts.drivers()).extracting(DriverProvider::scheme).contains("sim");
    }

    @Test
    void sessionsToOnePreset_shareItsWorld_untilTheLastIsClosed() {
        Host first = Hosts.open("sim:stubborn?speed=max#alpha");
        Host second = Hosts.open("sim:stubborn#alpha");
        first.vm("calm").pause();
        assertThat(second.vm("calm").status()).isEqualTo(first.vm("calm").status());
        first.close();
        first.close();
        assertThat(second.vm("calm").status().state().name()).isEqualTo("PAUSED");
        second.close();

        try (Host fresh = Hosts.open("sim:stubborn?speed=max#alpha")) {
            assertThat(fresh.vm("calm").status().state().name()).isEqualTo("RUNNING");
        }
    }

    @Test
    void preset_migratesByItselfInAutomaticTime() throws Exception {
        try (Host alpha = Hosts.open("sim:demo?speed=max&seed=3#alpha");
                Host beta = Hosts.open("sim:demo#beta")) {
            MigrationOutcome outcome = alpha.vm("build")
                    .migrateTo(beta, MigrationRequest.live())
                    .completion()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);

            assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
            alpha.vm("mail").save("/tmp/mail");
            assertThat(alpha.restore("/tmp/mail").status().state().name()).isEqualTo("RUNNING");
        }
    }

    @Test
    void file_isFoundByRelativeAndAbsolutePath(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("my rack.yaml");
        Files.writeString(file, "hosts: [{name: alpha, memory: 1GiB}, {name: beta, memory: 1GiB}]");
        String absolute = file.toUri().toString().replaceFirst("file:/*", "sim:///");
        String relative = "sim:"
                + Path.of("").toAbsolutePath().relativize(file).toString().replace(" ", "%20");
        try (HostRegistry registry = new HostRegistry()) {
            Host alpha = registry.open(HostUri.parse(absolute + "#alpha"));
            assertThat(alpha.info().name()).isEqualTo("alpha");
            assertThatThrownBy(() -> registry.open(HostUri.parse(relative + "#alpha")))
                    .isInstanceOf(SameHostException.class);
            assertThat(registry.open(HostUri.parse(relative + "#beta")).vms()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            sim:demo                  | names no host
            sim:demo#                 | names no host
            sim:demo#omega            | it has alpha, beta, gamma
            sim:nosuch#alpha          | use one of the presets demo
            sim:no/such.yaml#alpha    | no/such.yaml
            sim:demo?speed=0#alpha    | speed is '0'
            sim:demo?speed=x#alpha    | speed is 'x'
            sim:demo?seed=x#alpha     | seed is 'x'
            sim:demo?colour=red#alpha | 'colour' is not a parameter
            sim://demo#alpha          | names no world
            """)
    void unreadableUri_namesThePart(String uri, String expected) {
        assertThatThrownBy(() -> Hosts.open(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void otherSpeedForAnOpenWorld_isRefused() {
        try (Host alpha = Hosts.open("sim:faulty?speed=1000#alpha")) {
            assertThatThrownBy(() -> Hosts.open("sim:faulty?speed=10#beta"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is open as");
            assertThat(alpha.vms()).isNotEmpty();
        }
    }

    @Test
    void worldMadeInCode_isFoundByNameUntilClosed() {
        SimWorld world = SimWorld.builder()
                .name("rack-7")
                .host(Worldly.host("node 1").build())
                .build();
        assertThat(world.uri("node 1")).hasToString("sim:rack-7#node%201");
        assertThat(Hosts.open("sim:rack-7#node%201").info().name()).isEqualTo("node 1");
        assertThatThrownBy(() -> SimWorld.builder()
                        .name("rack-7")
                        .host(Worldly.host("x").build())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rack-7");
        world.close();
        assertThatThrownBy(() -> Hosts.open("sim:rack-7#node%201")).isInstanceOf(IllegalArgumentException.class);
    }
}
