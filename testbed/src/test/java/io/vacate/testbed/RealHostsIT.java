package io.vacate.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@RealTestbed(hosts = 2)
class RealHostsIT {
    @Test
    void busyGuest_isWellAfterAMigration(Testbed testbed) {
        String name = "käse \"x\" <&> 'q'";
        testbed.guest("h1", GuestSpec.named(name).dirtying(8, 32));
        TestbedHost destination = testbed.hosts().get(1);

        migrate(testbed, name);

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

    @Test
    void guestThatIsDamaged_isSeen_whereItStartedAndWhereItArrived(Testbed testbed) {
        testbed.guest("h1", GuestSpec.named("damaged").filling(32).damaged());
        assertBadPages(testbed.check("damaged"), 1);

        migrate(testbed, "damaged");

        CheckResult there = testbed.check("damaged");
        assertThat(there.hosts()).containsExactly("h2");
        assertBadPages(there, 1);
    }

    @Test
    void pageThatIsLostOnTheWay_isSeen(Testbed testbed) throws Exception {
        testbed.guest("h1", GuestSpec.named("unlucky"));
        testbed.virsh("h1", "migrate-setspeed", "unlucky", "8");
        CompletableFuture<Void> migration = CompletableFuture.runAsync(() -> migrate(testbed, "unlucky"));
        damageWhatHasArrived(testbed, migration);
        testbed.virsh("h1", "migrate-setspeed", "unlucky", "1000");
        migration.get(3, TimeUnit.MINUTES);

        CheckResult check = testbed.check("unlucky");
        assertThat(check.hosts()).containsExactly("h2");
        assertBadPages(check, 1);

        // And where it stands.
        testbed.damageMemory("h2", "unlucky");
        assertBadPages(testbed.check("unlucky"), 2);
    }

    /** The destination has pages of the guest only after a while. */
    private static void damageWhatHasArrived(Testbed testbed, CompletableFuture<Void> migration) {
        while (true) {
            assertThat(migration).as("the migration").isNotDone();
            try {
                testbed.damageMemory("h2", "unlucky");
                return;
            } catch (TestbedException tooEarly) {
                assertThat(tooEarly).message().containsAnyOf("has no QEMU process", "no page of a guest");
            }
        }
    }

    @Test
    void diskThatIsDamaged_isSeen(Testbed testbed) {
        testbed.guest("h1", GuestSpec.named("bad disk").filling(4).withDisk(32, GuestSpec.Disk.Kind.LOCAL));
        assertThat(testbed.check("bad disk").problems()).isEmpty();

        testbed.damageDisk("h1", "bad disk");

        CheckResult check = testbed.check("bad disk");
        assertThat(check.badPages()).isBetween(1L, 4L);
        assertThat(check.ok()).isFalse();
    }

    @Test
    void twinThatLibvirtDoesNotKnow_isSeenOnAnyHost(Testbed testbed) {
        testbed.guest("h1", GuestSpec.named("twice"));
        String uuid = testbed.virsh("h1", "domuuid", "twice").strip();

        testbed.startTwin("h2", "twice");
        CheckResult elsewhere = testbed.check("twice");
        testbed.killQemu("h2", "twice");
        testbed.startTwin("h1", "twice");
        CheckResult here = testbed.check("twice");
        testbed.removeGuest("twice");

        assertThat(elsewhere.problems()).containsExactly("2 QEMU processes: h1 h2");
        assertThat(elsewhere.ok()).isFalse();
        assertThat(elsewhere.hosts()).as("what libvirt knows").containsExactly("h1");
        assertThat(here.problems()).containsExactly("2 QEMU processes: h1 h1");
        assertThat(ProcessHandle.allProcesses())
                .as("nothing is left of it")
                .noneMatch(process -> process.info().commandLine().orElse("").contains(uuid));
    }

    private static void assertBadPages(CheckResult check, int pages) {
        assertThat(check.alive()).isTrue();
        assertThat(check.badPages()).isEqualTo(pages);
        assertThat(check.problems()).containsExactly(pages + " bad pages");
        assertThat(check.ok()).isFalse();
    }

    private static void migrate(Testbed testbed, String guest) {
        testbed.virsh(
                "h1",
                "migrate",
                "--live",
                "--p2p",
                "--persistent",
                "--undefinesource",
                guest,
                testbed.hosts().get(1).libvirtUri().toString());
    }
}
