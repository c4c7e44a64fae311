package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmState;
import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;

/** What tests of migrations between two real hosts have in common: the hosts open, guests at the source, and waiting. */
@RealTestbed(hosts = 2)
abstract class TwoKvmHosts {
    /** Slow enough that a test can do something meanwhile. */
    static final DataRate SLOW = DataRate.ofMebibytesPerSecond(8);

    private final List<String> guests = new ArrayList<>();
    private Testbed testbed;
    private List<TestbedHost> addresses;
    private Host source;
    private Host destination;

    @BeforeEach
    void open(Testbed theTestbed) {
        testbed = theTestbed;
        addresses = theTestbed.hosts();
        source = Hosts.open(sourceAddress().uri().toString());
        destination = Hosts.open(destinationAddress().uri().toString());
    }

    @AfterEach
    void close() {
        source.close();
        destination.close();
        // Emulated guests cost CPU even when idle, which the next test would have to do without.
        guests.forEach(testbed::removeGuest);
    }

    /** The modes in which libvirt moves all memory before the VM: in the last of them it stands still all the while. */
    static List<Named<MigrationMode>> copyingModes() {
        return List.of(
                Named.of("pre-copy", new MigrationMode.PreCopy()),
                Named.of("stop-and-copy", new MigrationMode.StopAndCopy()));
    }

    final Testbed testbed() {
        return testbed;
    }

    final Host source() {
        return source;
    }

    final Host destination() {
        return destination;
    }

    final TestbedHost sourceAddress() {
        return addresses.get(0);
    }

    final TestbedHost destinationAddress() {
        return addresses.get(1);
    }

    /** Starts a guest at the source; it is removed after the test, wherever it is. */
    final VM guest(GuestSpec spec) {
        testbed.guest(sourceAddress().name(), spec);
        guests.add(spec.name());
        return source.vm(spec.name());
    }

    /** Migrates, and waits for the end. */
    final MigrationOutcome migrate(VM vm, MigrationRequest request)
            throws InterruptedException, ExecutionException, TimeoutException {
        return await(vm.migrateTo(destination, request));
    }

    final void assertWellAtSource(VM vm) {
        assertWell(vm, sourceAddress());
    }

    final void assertWellAtDestination(VM vm) {
        assertWell(vm, destinationAddress());
    }

    /** Asserts that the guest runs there and nowhere else, with each page as it ought to be. */
    final void assertWell(VM vm, TestbedHost where) {
        CheckResult check = testbed.check(vm.name());
        assertThat(check.ok()).as("%s", check).isTrue();
        assertThat(check.hosts()).containsExactly(where.name());
    }

    /** Asserts that an outcome says that the VM runs at its source. */
    final void assertRunsAtSource(VmLocation location) {
        assertRunsAt(source.uri(), location);
    }

    static void assertRunsAt(HostUri host, VmLocation location) {
        assertThat(location).isInstanceOfSatisfying(VmLocation.OnHost.class, on -> {
            assertThat(on.host()).isEqualTo(host);
            assertThat(on.status().state()).isEqualTo(VmState.RUNNING);
        });
    }

    /** Waits until the source knows the VM no more. */
    final void awaitGone(VM vm) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (source.vms().stream().anyMatch(here -> here.id().equals(vm.id()))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    static MigrationOutcome await(MigrationJob job) throws InterruptedException, ExecutionException, TimeoutException {
        return job.completion().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }

    /** Looks at the progress until it is as wished, as a display would. */
    static MigrationProgress awaitProgress(MigrationJob job, Predicate<MigrationProgress> wish)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        MigrationProgress progress = job.progress();
        while (!wish.test(progress)) {
            assertThat(System.nanoTime()).as("%s", progress).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
            progress = job.progress();
        }
        return progress;
    }

    static Predicate<MigrationProgress> transferredAtLeast(long mebibytes) {
        return progress -> sent(progress).compareTo(DataSize.ofMebibytes(mebibytes)) >= 0;
    }

    static DataSize sent(MigrationProgress progress) {
        return progress.transferred().orElse(DataSize.ZERO);
    }
}
