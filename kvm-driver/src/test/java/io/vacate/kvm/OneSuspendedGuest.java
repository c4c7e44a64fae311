package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmState;
import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One guest goes to and fro: after each test it must be whole, on one host, and no buffer may be left. */
@RealTestbed(hosts = 2)
abstract class OneSuspendedGuest {
    static final String GUEST = "to be suspended";
    static final DataRate SLOW = DataRate.ofMebibytesPerSecond(16);

    TestbedHost here;
    TestbedHost there;
    Host source;
    Host destination;
    VM vm;

    @BeforeEach
    void open(Testbed testbed) throws IOException {
        List<TestbedHost> hosts = testbed.hosts();
        boolean away = isOn(testbed, hosts.get(1));
        if (away == isOn(testbed, hosts.get(0)) || leavesFiles(hosts)) {
            cleanUp(testbed, hosts); // nothing has run yet, or a test has failed
            away = false;
            testbed.guest(
                    hosts.get(0).name(),
                    GuestSpec.named(GUEST).withMemoryMib(128).filling(48).dirtying(4, 16));
        }
        here = hosts.get(away ? 1 : 0);
        there = hosts.get(away ? 0 : 1);
        source = Hosts.open(here.uri().toString());
        destination = Hosts.open(there.uri().toString());
        vm = source.vm(GUEST);
    }

    static boolean isOn(Testbed testbed, TestbedHost host) {
        return testbed.virsh(host.name(), "list", "--name", "--state-running").contains(GUEST);
    }

    private static boolean leavesFiles(List<TestbedHost> hosts) throws IOException {
        for (TestbedHost host : hosts) {
            if (!files(directory(host)).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    static void cleanUp(Testbed testbed, List<TestbedHost> hosts) throws IOException {
        testbed.removeGuest(GUEST);
        for (TestbedHost host : hosts) {
            for (Path file : files(directory(host))) {
                Files.delete(file);
            }
        }
    }

    /** Returns the files in a directory; none if it is not there. */
    static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @AfterEach
    void close() {
        source.close();
        destination.close();
    }

    MigrationJob slowJob(Buffer buffer) {
        MigrationJob job =
                vm.migrateTo(destination, request(buffer).bandwidth(SLOW).build());
        assertThat(job.state()).isNotEqualTo(MigrationState.FAILED);
        return job;
    }

    static MigrationRequest.Builder request(Buffer buffer) {
        return MigrationRequest.builder().mode(new MigrationMode.SuspendCopyResume(buffer));
    }

    void isRunningAtSource(VmLocation.OnHost on) {
        assertThat(on.host()).isEqualTo(source.uri());
        assertThat(on.status().state()).isEqualTo(VmState.RUNNING);
    }

    void assertWellAt(Testbed testbed, TestbedHost where) throws IOException {
        CheckResult check = testbed.check(GUEST);
        assertThat(check.ok()).as("%s", check).isTrue();
        assertThat(check.hosts()).containsExactly(where.name());
        assertThat(source.suspendedVms()).isEmpty();
        assertThat(destination.suspendedVms()).isEmpty();
        for (TestbedHost host : List.of(here, there)) {
            assertThat(files(directory(host))).as("buffers on %s", host.name()).isEmpty();
            assertThat(files(memory(host)))
                    .as("buffers in memory on %s", host.name())
                    .isEmpty();
        }
    }

    static void awaitThat(BooleanSupplier wish) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!wish.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** Over another session, as after a restart of this program. */
    void assertRetrySucceeds(Testbed testbed, Buffer buffer) throws Exception {
        destination.close();
        destination = Hosts.open(there.uri().toString());
        assertThat(TwoKvmHosts.await(vm.migrateTo(destination, request(buffer).build())))
                .as("a retry")
                .isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAt(testbed, there);
    }

    /** Returns a host's buffer directory on disk as this machine sees it. */
    static Path directory(TestbedHost host) {
        return library(host).resolve("vacate/suspended");
    }

    /** Returns a host's buffer directory in memory as this machine sees it. */
    static Path memory(TestbedHost host) throws IOException {
        return Path.of("/proc/%d/root/dev/shm/vacate".formatted(libvirtd(host).pid()));
    }

    static Path library(TestbedHost host) {
        return host.socket().getParent().resolveSibling("lib");
    }

    /** Returns the process of a host's libvirtd. */
    static ProcessHandle libvirtd(TestbedHost host) throws IOException {
        String record = Files.readString(host.socket().getParent().resolveSibling("libvirtd.pid"));
        return ProcessHandle.of(Long.parseLong(record.split(" ", -1)[0])).orElseThrow();
    }

    /** Runs a command among the mounts of a host's libvirtd. */
    static void inHost(TestbedHost host, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(
                List.of("nsenter", "-t", Long.toString(libvirtd(host).pid()), "-m", "--"));
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words).inheritIO().start();
        assertThat(process.waitFor()).as("%s", words).isZero();
    }
}
