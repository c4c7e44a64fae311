package io.vacate.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
        twinIsSeen(testbed);
        hypervisorThatDoesNotAnswerIsSeen(testbed);
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

    /** Libvirt knows nothing of it. */
    private static void twinIsSeen(XenTestbed testbed) {
        String uuid = testbed.virsh("x1", "domuuid", GUEST).strip();
        testbed.run(
                "x2",
                "xl create -q -p /dev/null 'name=\"twin\"' 'uuid=\"%s\"' 'type=\"pv\"' 'kernel=\"/srv/kernel\"' memory=96"
                        .formatted(uuid));

        assertThat(testbed.countDomains("x2", GUEST)).isOne();
        assertThat(testbed.check(GUEST).problems()).containsExactly("2 domains: x1 x2");

        testbed.run("x2", "xl destroy twin");
        assertThat(testbed.check(GUEST).problems()).isEmpty();
    }

    /** As with a xenstore that answers nobody: that is not a node without guests. */
    private static void hypervisorThatDoesNotAnswerIsSeen(XenTestbed testbed) {
        testbed.run(
                "x2",
                "for tool in xl xenstore-list xenstore-read; do path=$(command -v $tool); mv $path $path.aside;"
                        + " printf '#!/bin/sh\\nexit 1\\n' > $path; chmod +x $path; done");
        try {
            assertThat(testbed.check(GUEST).problems()).containsExactly("no answer on the domains of x2");
            assertThatThrownBy(() -> testbed.countDomains("x2", GUEST)).isInstanceOf(TestbedException.class);
            assertThatThrownBy(() -> testbed.feed("x2")).isInstanceOf(TestbedException.class);
            assertThatThrownBy(() -> testbed.reap("x2")).isInstanceOf(TestbedException.class);
        } finally {
            testbed.run(
                    "x2",
                    "for tool in xl xenstore-list xenstore-read; do path=$(command -v $tool); mv $path.aside $path; done");
        }
        assertThat(testbed.check(GUEST).problems()).isEmpty();
    }

    @Test
    void guestThatIsDamaged_isSeen_whereItStartedAndWhereItArrived(XenTestbed testbed) {
        assumeThat(testbed.canMigrateLive()).isTrue();
        String guest = "damaged one";
        testbed.guest("x1", GuestSpec.named(guest).withMemoryMib(96).filling(8).damaged());
        assertThat(testbed.check(guest).problems()).containsExactly("1 bad pages");

        migrate(testbed, guest, testbed.nodes().get(1));

        CheckResult there = testbed.check(guest);
        assertThat(there.hosts()).containsExactly("x2");
        assertThat(there.problems()).containsExactly("1 bad pages");
        assertThat(there.badPages()).isOne();
        assertThat(there.ok()).isFalse();
    }

    private static void migrate(XenTestbed testbed, String guest, XenNode destination) {
        testbed.virsh(
                "x1",
                "migrate",
                "--live",
                "--p2p",
                "--persistent",
                "--undefinesource",
                guest,
                destination.peerUri().toString());
    }

    private static void liveMigrationLeavesItWell(XenTestbed testbed) {
        XenNode destination = testbed.nodes().get(1);
        migrate(testbed, GUEST, destination);

        CheckResult result = testbed.check(GUEST);
        assertThat(result.problems()).isEmpty();
        assertThat(result.ok()).isTrue();
        assertThat(result.hosts()).containsExactly(destination.name());
        assertThat(result.pagesVerified()).isEqualTo(32 * 256);
        assertThat(result.longestGap()).isBetween(Duration.ofMillis(20), Duration.ofSeconds(60));
        assertThat(testbed.nodes().get(1).guests()).contains(GUEST);
    }
}
