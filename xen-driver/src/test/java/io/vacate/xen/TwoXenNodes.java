package io.vacate.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealXenTestbed;
import io.vacate.testbed.XenNode;
import io.vacate.testbed.XenTestbed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of migrations between two real Xen nodes have in common: the hosts open, guests at the source, and waiting. */
@RealXenTestbed(nodes = 2)
abstract class TwoXenNodes {
    private final List<String> guests = new ArrayList<>();
    private XenTestbed testbed;
    private List<XenNode> nodes;
    private Host source;
    private Host destination;

    @BeforeEach
    void open(XenTestbed theTestbed) {
        testbed = theTestbed;
        nodes = theTestbed.nodes();
        source = Hosts.open(address(nodes.get(0)).toString());
        destination = Hosts.open(address(nodes.get(1)).toString());
    }

    @AfterEach
    void close() {
        source.close();
        destination.close();
        guests.forEach(testbed::removeGuest);
    }

    /** Returns how this machine reaches a node, with the way by which other nodes do. */
    static HostUri address(XenNode node) {
        return HostUri.parse("%s?peer=%s".formatted(node.uri(), node.peerUri()));
    }

    /** Returns a node's storage pools, and the directories in which its libvirt keeps things, with their permissions. */
    static List<String> traces(XenTestbed testbed, XenNode node) {
        return List.of(
                testbed.virsh(node.name(), "pool-list", "--all", "--name"),
                testbed.run(
                        node.name(),
                        "find /var/lib/libvirt /dev/shm /run/libvirt/storage -type d -exec stat -c '%n %a' {} + 2>/dev/null | sort"));
    }

    /** Skips the test where the nodes run Debian's own hypervisor, which migrates paused guests only. */
    final void needsLiveMigration() {
        assumeTrue(testbed.canMigrateLive(), "no hypervisor with shadow paging could be built");
    }

    final XenTestbed testbed() {
        return testbed;
    }

    final Host source() {
        return source;
    }

    final Host destination() {
        return destination;
    }

    final XenNode sourceNode() {
        return nodes.get(0);
    }

    final XenNode destinationNode() {
        return nodes.get(1);
    }

    /** A small guest that writes while it moves. */
    static GuestSpec busy(String name) {
        return GuestSpec.named(name).withMemoryMib(96).dirtying(8, 16).filling(32);
    }

    /** Starts a guest at the source; it is removed after the test, wherever it is. */
    final VM guest(GuestSpec spec) {
        guests.add(spec.name());
        testbed.guest(sourceNode().name(), spec);
        return source.vm(spec.name());
    }

    static MigrationOutcome await(MigrationJob job) throws InterruptedException, ExecutionException, TimeoutException {
        return job.completion().toCompletableFuture().get(5, TimeUnit.MINUTES);
    }

    /** Asserts that the guest runs there and nowhere else, with each page as it ought to be. */
    final void assertWell(String name, XenNode where) {
        CheckResult check = testbed.check(name);
        assertThat(check.problems()).isEmpty();
        assertThat(check.ok()).as("%s", check).isTrue();
        assertThat(check.hosts()).containsExactly(where.name());
    }
}
