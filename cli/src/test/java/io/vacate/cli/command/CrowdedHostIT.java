package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two evacuations, one after the other, onto one host: idle guests that have touched little of what was promised to them. */
@RealTestbed(hosts = 3)
class CrowdedHostIT {
    @TempDir
    Path state;

    private final Testbed testbed;

    CrowdedHostIT(Testbed testbed) {
        this.testbed = testbed;
    }

    @Test
    void whatIsPromisedToIdleGuests_isNotPromisedAgain() {
        RealHosts hosts = new RealHosts(testbed, state);
        GuestSpec first = idle("crowd 1", hosts);
        GuestSpec second = idle("crowd 2", hosts);
        testbed.guest("h1", first);
        testbed.guest("h2", second);
        hosts.run(ExitCode.OK, "evacuate", hosts.uri(1), "--to", hosts.uri(3), "--json");
        assertThat(hosts.assertWhole(first.name())).isEqualTo("h3");
        assertThat(free(hosts)).as("the host seems to have room").isGreaterThan(memory(second));

        Cli refused = hosts.run(ExitCode.REFUSED, "evacuate", hosts.uri(2), "--to", hosts.uri(3));

        assertThat(refused.err()).contains(second.name(), "'h3' has room for");
        assertThat(hosts.assertWhole(second.name())).isEqualTo("h2");
        Cli check = hosts.run(
                ExitCode.REFUSED, "check", second.name(), "--from", hosts.uri(2), "--to", hosts.uri(3), "--json");
        assertThat(check.json().path("findings"))
                .anySatisfy(
                        finding -> assertThat(finding.path("check").asText()).isEqualTo("overcommit"));
        hosts.run(ExitCode.OK, "evacuate", hosts.uri(2), "--to", hosts.uri(3), "--force", "overcommit", "--json");
        assertThat(hosts.assertWhole(second.name())).isEqualTo("h3");
    }

    /** A guest with more than half of this machine's memory, which all emulated hosts take for theirs. */
    private static GuestSpec idle(String name, RealHosts hosts) {
        try (Host host = Hosts.open(hosts.uri(1))) {
            long mebibytes = (host.memory().total().bytes() >> 20) * 55 / 100;
            return GuestSpec.named(name).withMemoryMib((int) mebibytes);
        }
    }

    private static long memory(GuestSpec guest) {
        return (long) guest.memoryMib() << 20;
    }

    private static long free(RealHosts hosts) {
        try (Host host = Hosts.open(hosts.uri(3))) {
            return host.memory().free().bytes();
        }
    }
}
