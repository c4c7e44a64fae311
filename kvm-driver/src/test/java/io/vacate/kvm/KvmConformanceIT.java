package io.vacate.kvm;

import io.vacate.api.host.HostUri;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.kit.DriverConformanceKit;
import io.vacate.kit.GuestWish;
import io.vacate.kit.HostFaults;
import io.vacate.kit.MemoryCheck;
import io.vacate.kit.SkippedRules;
import io.vacate.kit.UnreadableUri;
import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;

/** Real QEMU hosts keep the driver contract. */
@RealTestbed(hosts = 2)
class KvmConformanceIT extends DriverConformanceKit {
    private final DriverProvider driver = new KvmDriver();
    private Testbed testbed;
    private boolean cgroups;
    private List<TestbedHost> machines = List.of();

    @BeforeAll
    void bringUp(Testbed real) {
        testbed = real;
        machines = real.hosts().subList(0, 2);
        cgroups = Files.isWritable(Path.of("/sys/fs/cgroup/cpu/cgroup.procs"));
        if (!cgroups) {
            // Hosts without cgroups are known as such once a guest runs there.
            machines.forEach(host -> real.guest(host.name(), GuestSpec.named("witness of " + host.name())));
        }
    }

    @Override
    protected DriverProvider driver() {
        return driver;
    }

    @Override
    protected List<HostUri> hosts() {
        return machines.stream()
                .map(machine -> HostUri.parse(machine.uri().toString()))
                .toList();
    }

    @Override
    protected VmId makeGuest(DriverSession host, GuestWish wish) {
        testbed.guest(machine(host.uri()).name(), specification(wish));
        return host.vms().stream()
                .filter(vm -> vm.name().equals(wish.name()))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static GuestSpec specification(GuestWish wish) {
        return GuestSpec.named(wish.name())
                .withMemoryMib(mebibytes(wish.memory()))
                .dirtying((int) wish.writes().mebibytesPerSecond(), mebibytes(wish.workingSet()))
                .filling(mebibytes(wish.used()))
                .on(new GuestSpec.Machine(1, true, false));
    }

    private static int mebibytes(DataSize size) {
        return Math.toIntExact(size.bytes() >> 20);
    }

    @Override
    protected void removeGuest(VmId vm, String name, List<DriverSession> hosts) {
        super.removeGuest(vm, name, hosts);
        // The testbed's own view: a process that libvirt has forgotten is ended here, too.
        testbed.removeGuest(name);
    }

    @Override
    protected Duration patience() {
        // Guests are emulated, and other tests may keep the machine busy.
        return Duration.ofMinutes(3);
    }

    @Override
    protected Optional<MemoryCheck> memoryCheck() {
        return Optional.of((vm, name, where) -> {
            CheckResult check = testbed.check(name);
            List<String> problems = new ArrayList<>(check.problems());
            if (!check.hosts().equals(List.of(machine(where).name()))) {
                problems.add("it is on %s, not on %s".formatted(check.hosts(), where));
            }
            return problems;
        });
    }

    @Override
    protected List<String> traces(HostUri host) {
        return HostTraces.of(testbed, machine(host));
    }

    @Override
    protected Optional<HostFaults> hostFaults() {
        return Optional.of(new HostFaults() {
            @Override
            public void cut(HostUri host) {
                testbed.killLibvirtd(machine(host).name());
            }

            @Override
            public void heal(HostUri host) {
                testbed.startLibvirtd(machine(host).name());
            }
        });
    }

    @Override
    protected Optional<UnreadableUri> unreadableUri() {
        return Optional.of(new UnreadableUri(HostUri.parse("kvm:///nosuch"), "nosuch"));
    }

    @Override
    protected Optional<HostUri> unreachableHost() {
        return Optional.of(HostUri.parse(
                "kvm+tcp://%s:1/system".formatted(machines.get(0).uri().getHost())));
    }

    @Override
    protected Optional<SkippedRules> skippedRules() {
        SkippedRules skipped = SkippedRules.beside(getClass());
        if (cgroups) {
            return Optional.of(skipped);
        }
        Map<String, String> reasons = new HashMap<>(skipped.reasons());
        reasons.remove("R4.2");
        List.of("R17.1", "R17.2").forEach(rule -> reasons.put(rule, "the hosts lack CPU_SCHEDULING"));
        return Optional.of(new SkippedRules(reasons));
    }

    private TestbedHost machine(HostUri host) {
        return machines.stream()
                .filter(machine -> machine.uri().toString().equals(host.toString()))
                .findFirst()
                .orElseThrow();
    }
}
