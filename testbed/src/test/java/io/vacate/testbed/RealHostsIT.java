package io.vacate.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

@RealTestbed(hosts = 2)
class RealHostsIT {
    @Test
    void busyGuest_isWellAfterAMigration(Testbed testbed) {
        String name = "käse \"x\" <&> 'q'";
        testbed.guest("h1", GuestSpec.named(name).dirtying(8, 32));
        TestbedHost destination = testbed.hosts().get(1);

        testbed.virsh(
                "h1",
                "migrate",
                "--live",
                "--p2p",
                "--persistent",
                "--undefinesource",
                name,
                destination.libvirtUri().toString());

        CheckResult result = testbed.check(name);
        assertThat(result.problems()).isEmpty();
        assertThat(result.ok()).isTrue();
        assertThat(result.hosts()).containsExactly(destination.name());
        assertThat(result.pagesVerified()).isEqualTo(64 * 256);
        assertThat(result.longestGap()).isBetween(Duration.ofMillis(20), Duration.ofSeconds(10));
        assertThat(testbed.hosts().get(1).guests()).contains(name);
    }

    @Test
    void killedLibvirtd_isSeen(Testbed testbed) {
        testbed.guest("h1", GuestSpec.named("left alone"));

        testbed.killLibvirtd("h1");
        assertThat(testbed.hosts().get(0).reachable()).isFalse();
        assertThat(testbed.check("left alone").ok()).isFalse();

        testbed.startLibvirtd("h1");
        assertThat(testbed.check("left alone").problems()).isEmpty();
        testbed.removeGuest("left alone");
        assertThat(testbed.hosts().get(0).guests()).doesNotContain("left alone");
    }
}
