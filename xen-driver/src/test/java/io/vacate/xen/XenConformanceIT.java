package io.vacate.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.Boot;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.kit.DriverConformanceKit;
import io.vacate.kit.GuestWish;
import io.vacate.kit.HostFaults;
import io.vacate.kit.MemoryCheck;
import io.vacate.kit.SkippedRules;
import io.vacate.kit.UnreadableUri;
import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealXenTestbed;
import io.vacate.testbed.TestbedException;
import io.vacate.testbed.XenNode;
import io.vacate.testbed.XenTestbed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;

/** Real Xen nodes keep the driver contract. */
@RealXenTestbed(nodes = 2)
class XenConformanceIT extends DriverConformanceKit {
    /** Nodes are emulated, and have one CPU: their guests do as little as the rules need. */
    private static final int MOST_FILLED = 8;

    private static final int MOST_WRITTEN = 2;

    private final DriverProvider driver = new XenDriver();
    private XenTestbed testbed;
    private List<XenNode> nodes = List.of();

    @BeforeAll
    void bringUp(XenTestbed real) {
        assumeTrue(real.canMigrateLive(), "no hypervisor with shadow paging could be built");
        testbed = real;
        nodes = real.nodes().subList(0, 2);
    }

    @Override
    protected DriverProvider driver() {
        return driver;
    }

    @Override
    protected List<HostUri> hosts() {
        return nodes.stream().map(TwoXenNodes::address).toList();
    }

    @Override
    protected VmId makeGuest(DriverSession host, GuestWish wish) {
        testbed.guest(node(host.uri()).name(), specification(wish));
        return host.vms().stream()
                .filter(vm -> vm.name().equals(wish.name()))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static GuestSpec specification(GuestWish wish) {
        int filled = Math.min(MOST_FILLED, mebibytes(wish.used()));
        int writes = Math.min(MOST_WRITTEN, (int) wish.writes().mebibytesPerSecond());
        return GuestSpec.named(wish.name())
                .withMemoryMib(96)
                .dirtying(writes, Math.min(filled, mebibytes(wish.workingSet())))
                .filling(filled);
    }

    private static int mebibytes(DataSize size) {
        return Math.toIntExact(size.bytes() >> 20);
    }

    @Override
    protected void removeGuest(VmId vm, String name, List<DriverSession> hosts) {
        hosts.forEach(host -> awaitEndOfMigration(vm, host));
        layGhosts();
        super.removeGuest(vm, name, hosts);
        // The testbed's own view: a domain that libvirt has forgotten is ended here, too.
        testbed.removeGuest(name);
    }

    /** A migration whose session a test closed goes on, and its VM is nobody's to remove meanwhile. */
    private void awaitEndOfMigration(VmId vm, DriverSession host) {
        String node = node(host.uri()).name();
        Instant end = Instant.now().plus(patience());
        while (isAtWork(node, vm.toString()) && isActive(node, vm.toString())) {
            assertThat(Instant.now()).as("end of the migration of %s", vm).isBefore(end);
        }
    }

    private boolean isAtWork(String node, String vm) {
        try {
            return !testbed.virsh(node, "domjobinfo", vm).contains("None");
        } catch (TestbedException gone) {
            return false;
        }
    }

    private boolean isActive(String node, String vm) {
        return List.of(testbed.virsh(node, "list", "--uuid").split("\\s+")).contains(vm);
    }

    @Override
    protected VmConfig definition(String name) {
        return VmConfig.builder(name, DataSize.ofMebibytes(96))
                .boot(new Boot.DirectKernel("/srv/kernel", "/srv/initramfs", "console=hvc0 quiet"))
                .build();
    }

    @Override
    protected Duration patience() {
        // Nodes are emulated with their guests, and other tests may keep the machine busy.
        return Duration.ofMinutes(5);
    }

    /** All but an idle guest take seconds. */
    @Override
    protected Optional<MigrationRequest.Builder> lastingRequest(DriverSession source) {
        return Optional.of(MigrationRequest.builder());
    }

    @Override
    protected String stateFile(String name) {
        return "/var/lib/libvirt/images/" + name;
    }

    @Override
    protected void removeStateFile(String file) {
        for (XenNode node : nodes) {
            testbed.run(node.name(), "rm -f '%s'".formatted(file));
        }
    }

    @Override
    protected Optional<MemoryCheck> memoryCheck() {
        return Optional.of((vm, name, where) -> {
            CheckResult check = testbed.check(name);
            List<String> problems = new ArrayList<>(check.problems());
            if (!check.hosts().equals(List.of(node(where).name()))) {
                problems.add("it is on %s, not on %s".formatted(check.hosts(), where));
            }
            return problems;
        });
    }

    @Override
    protected List<String> traces(HostUri host) {
        return TwoXenNodes.traces(testbed, node(host));
    }

    @Override
    protected Optional<HostFaults> hostFaults() {
        return Optional.of(new HostFaults() {
            @Override
            public void cut(HostUri host) {
                testbed.killLibvirtd(node(host).name());
            }

            @Override
            public void heal(HostUri host) {
                testbed.startLibvirtd(node(host).name());
                // What an operator must do, as the user guide says.
                testbed.reap(node(host).name());
                layGhosts();
            }
        });
    }

    /** A libvirtd whose peer was killed waits for ever for the VM that was to come, until it is started anew. */
    private void layGhosts() {
        nodes.stream().map(XenNode::name).filter(this::hasGhost).forEach(node -> {
            testbed.killLibvirtd(node);
            testbed.startLibvirtd(node);
        });
    }

    private boolean hasGhost(String node) {
        return Stream.of(testbed.virsh(node, "list", "--inactive", "--uuid").split("\\s+"))
                .filter(vm -> !vm.isEmpty())
                .anyMatch(vm -> isAtWork(node, vm));
    }

    @Override
    protected Optional<UnreadableUri> unreadableUri() {
        return Optional.of(new UnreadableUri(HostUri.parse("xen:///nosuch"), "nosuch"));
    }

    @Override
    protected Optional<HostUri> unreachableHost() {
        return Optional.of(HostUri.parse("xen+tcp://127.0.0.1:1/system"));
    }

    @Override
    protected Optional<SkippedRules> skippedRules() {
        return Optional.of(SkippedRules.beside(getClass()));
    }

    private XenNode node(HostUri host) {
        return nodes.stream()
                .filter(node -> TwoXenNodes.address(node).equals(host))
                .findFirst()
                .orElseThrow();
    }
}
