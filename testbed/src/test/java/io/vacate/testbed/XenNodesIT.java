package io.vacate.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

@RealXenTestbed(nodes = 2)
class XenNodesIT {
    private static final String GUEST = "busy one";

    /** One guest does for all, as they take long to start. */
    @Test
    void guestIsSeenAsItIs_whateverHappens(XenTestbed testbed) {
        assumeThat(testbed.canMigrateLive()).isTrue();
        testbed.guest(
                "x1", GuestSpec.named(GUEST).withMemoryMib(96).dirtying(8, 24).filling(32));

        killedLibvirtdIsSeen(testbed);
        liveMigrationLeavesItWell(testbed);
        testbed.removeGuest(GUEST);
        assertThat(testbed.nodes().get(1).guests()).isEmpty();
    }

    private static void killedLibvirtdIsSeen(XenTestbed testbed) {
        testbed.killLibvirtd("x1");
        assertThat(testbed.nodes().get(0).reachable()).isFalse();
        assertThat(testbed.check(GUEST).ok()).isFalse();

        testbed.startLibvirtd("x1");
        assertThat(testbed.check(GUEST).problems()).isEmpty();
    }

    private static void liveMigrationLeavesItWell(XenTestbed testbed) {
        XenNode destination = testbed.nodes().get(1);
        testbed.virsh(
                "x1",
                "migrate",
                "--live",
                "--p2p",
                "--persistent",
                "--undefinesource",
                GUEST,
                destination.peerUri().toString());

        CheckResult result = testbed.check(GUEST);
        assertThat(result.problems()).isEmpty();
        assertThat(result.ok()).isTrue();
        assertThat(result.hosts()).containsExactly(destination.name());
        assertThat(result.pagesVerified()).isEqualTo(32 * 256);
        assertThat(result.longestGap()).isBetween(Duration.ofMillis(20), Duration.ofSeconds(60));
        assertThat(testbed.nodes().get(1).guests()).contains(GUEST);
    }
}
