package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.HostRegistry;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealTestbed(hosts = 2)
class KvmLifecycleIT {
    private static final String ODD_NAME = "it's \"a\" ünïcödé vm";

    private TestbedHost address;
    private Host host;

    @BeforeEach
    void open(Testbed testbed) {
        address = testbed.hosts().get(0);
        host = Hosts.open(address.uri().toString());
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void info_tellsWhatTheHostIs() {
        assertThat(host.info().hypervisor().name()).isEqualTo("QEMU");
        assertThat(host.info().hypervisor().manager()).startsWith("libvirt ");
        assertThat(host.info().name()).isEqualTo(address.name());
        assertThat(host.memory().free()).isLessThanOrEqualTo(host.memory().total());
    }

    @Test
    void oddName_livesAWholeLife(Testbed testbed, @TempDir Path folder) throws InterruptedException {
        testbed.guest(address.name(), GuestSpec.named(ODD_NAME));
        VM vm = host.vm(ODD_NAME);
        BlockingQueue<VmEvent> events = new LinkedBlockingQueue<>();
        try (Subscription subscription = host.subscribe(events::add)) {
            assertThat(subscription).isNotNull();
            assertStatisticsOf(vm);
            assertThat(vm.config().memory()).isEqualTo(DataSize.ofMebibytes(128));

            vm.pause();
            assertThat(vm.status().state()).isEqualTo(VmState.PAUSED);
            vm.resume();
            assertThat(vm.status().state()).isEqualTo(VmState.RUNNING);

            Path file = folder.resolve("saved 'state' ünd more");
            vm.save(file.toString());
            assertThat(vm.status().state()).isEqualTo(VmState.SHUT_OFF);
            assertThat(vm.status().reason()).isEqualTo(StateReason.SAVED);
            VM restored = host.restore(file.toString());
            assertThat(restored.id()).isEqualTo(vm.id());
            assertThat(file).exists();
            assertThatThrownBy(() -> host.restore(file.toString())).isInstanceOf(DuplicateVmException.class);
            CheckResult check = testbed.check(ODD_NAME);
            assertThat(check.ok()).as("%s", check).isTrue();

            vm.destroy();
            assertThat(vm.status().state()).isEqualTo(VmState.SHUT_OFF);
            vm.undefine();
            assertThatThrownBy(vm::status).isInstanceOf(UnknownVmException.class);

            assertEvents(
                    events,
                    VmEvent.Kind.PAUSED,
                    VmEvent.Kind.RESUMED,
                    VmEvent.Kind.STOPPED,
                    VmEvent.Kind.STARTED,
                    VmEvent.Kind.STOPPED,
                    VmEvent.Kind.UNDEFINED);
        }
        assertThat(Files.exists(folder)).isTrue();
    }

    private void assertStatisticsOf(VM vm) {
        VmStats stats = host.statistics().stream()
                .filter(each -> each.summary().id().equals(vm.id()))
                .findFirst()
                .orElseThrow();
        assertThat(stats.memory()).isEqualTo(DataSize.ofMebibytes(128));
        assertThat(stats.residentMemory())
                .hasValueSatisfying(size -> assertThat(size).isGreaterThan(DataSize.ofMebibytes(64)));
        assertThat(stats.cpuTime()).hasValueSatisfying(time -> assertThat(time).isPositive());
        assertThat(vm.statistics().summary()).isEqualTo(stats.summary());
    }

    /** Other kinds may come between, as when a restored VM is first paused. */
    private static void assertEvents(BlockingQueue<VmEvent> events, VmEvent.Kind... expected)
            throws InterruptedException {
        for (VmEvent.Kind kind : expected) {
            VmEvent event;
            do {
                event = events.poll(10, TimeUnit.SECONDS);
                assertThat(event).as("event %s", kind).isNotNull();
            } while (event.kind() != kind);
            assertThat(event.name()).isEqualTo(ODD_NAME);
        }
    }

    @Test
    void define_ofOurOwnMaking_startsAndGoes() {
        VmConfig config = VmConfig.builder("made <here> & \"now\"", DataSize.ofMebibytes(64))
                .build();

        VM vm = host.define(config);
        try {
            assertThat(vm.config()).isEqualTo(config);
            assertThatThrownBy(() -> host.define(config)).isInstanceOf(DuplicateVmException.class);
            assertThatThrownBy(vm::pause).isInstanceOf(VmStateException.class).hasMessageContaining("made <here>");
            vm.start();
            assertThatThrownBy(vm::start).isInstanceOf(VmStateException.class);
            vm.requestShutdown();
            vm.destroy();
        } finally {
            vm.undefine();
        }
        assertThat(host.vms()).extracting(VM::id).doesNotContain(config.id());
    }

    @Test
    void defineNative_withEntities_isRefused() {
        String xml =
                "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><domain type='qemu'><name>&x;</name></domain>";

        assertThatThrownBy(() -> host.defineNative(xml)).isInstanceOf(InvalidDefinitionException.class);
    }

    @Test
    void restore_noSuchFile_isAnErrorThatNamesIt() {
        assertThatThrownBy(() -> host.restore("/no/such/file")).hasMessageContaining("/no/such/file");
    }

    @Test
    void measureDirtyRate_atSeveralPeriods_showsRateAndWorkingSet(Testbed testbed) {
        testbed.guest(address.name(), GuestSpec.named("dirtying").dirtying(16, 48));
        VM vm = host.vm("dirtying");

        DirtyRateSample one = measure(vm, Duration.ofSeconds(1));
        DirtyRateSample two = measure(vm, Duration.ofMillis(1500));
        DirtyRateSample six = measure(vm, Duration.ofSeconds(6));

        assertThat(one.rate().mebibytesPerSecond()).isBetween(4.0, 40.0);
        assertThat(two.period()).isEqualTo(Duration.ofSeconds(2));
        assertThat(two.rate().mebibytesPerSecond()).isBetween(4.0, 32.0);
        // In six seconds it rewrites its 48 MiB twice, but each page counts once.
        assertThat(six.dirtied()).isBetween(DataSize.ofMebibytes(24), DataSize.ofMebibytes(72));
        assertThat(six.dirtied()).isGreaterThan(one.dirtied());
    }

    private static DirtyRateSample measure(VM vm, Duration period) {
        return vm.measureDirtyRate(period).toCompletableFuture().join();
    }

    @Test
    void unknownVm_isNamed() {
        assertThatThrownBy(() -> host.vm("ghost"))
                .isInstanceOf(UnknownVmException.class)
                .hasMessageContaining("ghost");
    }

    @Test
    void sameHost_throughTwoUris_isOneHost() {
        HostUri socket = HostUri.parse("kvm+unix:///system?socket=" + address.socket());
        try (HostRegistry registry = new HostRegistry()) {
            registry.open(host.uri());

            assertThatThrownBy(() -> registry.open(socket)).isInstanceOf(SameHostException.class);
            assertThat(registry.hosts()).hasSize(1);
        }
    }

    @Test
    void open_refusedConnection_isUnreachable() {
        String nobody = "kvm+tcp://%s:1/system".formatted(address.uri().getHost());

        assertThatThrownBy(() -> Hosts.open(nobody))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining(nobody);
    }

    @Test
    void statistics_areThoseOfTheList() {
        assertThat(host.statistics().stream().map(VmStats::summary).toList())
                .extracting(summary -> summary.id())
                .containsExactlyInAnyOrderElementsOf(
                        List.copyOf(host.vms().stream().map(VM::id).toList()));
    }
}
