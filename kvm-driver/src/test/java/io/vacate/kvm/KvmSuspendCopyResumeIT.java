package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Persistence;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.preflight.Check;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedException;
import io.vacate.testbed.TestbedHost;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One guest goes to and fro: after each test it must be whole, on one host, and no buffer may be left. */
@RealTestbed(hosts = 2)
class KvmSuspendCopyResumeIT {
    private static final String GUEST = "to be suspended";
    private static final DataRate SLOW = DataRate.ofMebibytesPerSecond(16);

    private TestbedHost here;
    private TestbedHost there;
    private Host source;
    private Host destination;
    private VM vm;

    @BeforeEach
    void open(Testbed testbed) throws IOException {
        List<TestbedHost> hosts = testbed.hosts();
        boolean away = isOn(testbed, hosts.get(1));
        if (away == isOn(testbed, hosts.get(0))) {
            cleanUp(testbed, hosts); // nothing has run yet, or a test has failed
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

    private static boolean isOn(Testbed testbed, TestbedHost host) {
        return testbed.virsh(host.name(), "list", "--name", "--state-running").contains(GUEST);
    }

    private static void cleanUp(Testbed testbed, List<TestbedHost> hosts) throws IOException {
        testbed.removeGuest(GUEST);
        for (TestbedHost host : hosts) {
            if (Files.isDirectory(directory(host))) {
                for (Path file : files(directory(host))) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @AfterEach
    void close() {
        source.close();
        destination.close();
    }

    @ParameterizedTest
    @EnumSource
    void runningGuest_movesWhole_phaseByPhase(Buffer buffer, Testbed testbed) throws Exception {
        MigrationJob job = vm.migrateTo(destination, request(buffer).build());
        List<MigrationProgress> samples = new ArrayList<>();
        TwoKvmHosts.awaitProgress(job, progress -> {
            samples.add(progress);
            return progress.state().isFinal();
        });
        MigrationOutcome outcome = TwoKvmHosts.await(job);

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertSane(outcome.statistics());
        assertThat(samples).isSortedAccordingTo((a, b) -> a.state().compareTo(b.state()));
        assertThat(samples).isSortedAccordingTo((a, b) -> a.elapsed().compareTo(b.elapsed()));
        assertThat(samples).isSortedAccordingTo((a, b) -> TwoKvmHosts.sent(a).compareTo(TwoKvmHosts.sent(b)));
        assertThat(samples)
                .flatExtracting(sample -> sample.phase().stream().toList())
                .contains(Phase.SUSPEND, Phase.TRANSFER, Phase.RESUME);
        assertThat(source.vms()).extracting(VM::id).doesNotContain(vm.id());
        assertThat(testbed.virsh(there.name(), "dominfo", vm.id().toString())).containsPattern("Persistent:\\s+yes");
        assertWellAt(testbed, there);
    }

    private static void assertSane(MigrationStatistics statistics) {
        assertThat(statistics.phases())
                .containsOnlyKeys(Phase.PREPARE, Phase.SUSPEND, Phase.TRANSFER, Phase.RESUME, Phase.FINISH)
                .allSatisfy((phase, time) -> assertThat(time).isPositive());
        assertThat(statistics.downtime())
                .hasValueSatisfying(
                        downtime -> assertThat(downtime).isPositive().isLessThan(statistics.total()));
        assertThat(statistics.transferred())
                .hasValueSatisfying(sent -> assertThat(sent).isGreaterThan(DataSize.ofMebibytes(48)));
        assertThat(statistics.transferred()).isEqualTo(statistics.memory());
    }

    @Test
    void persistence_isAsRequested(Testbed testbed) throws Exception {
        TwoKvmHosts.await(vm.migrateTo(
                destination,
                request(Buffer.MEMORY).persistence(Persistence.TRANSIENT).build()));
        assertThat(testbed.virsh(there.name(), "dominfo", vm.id().toString())).containsPattern("Persistent:\\s+no");

        TwoKvmHosts.await(destination
                .vm(GUEST)
                .migrateTo(
                        source,
                        request(Buffer.MEMORY)
                                .persistence(Persistence.PERSISTENT)
                                .build()));
        assertThat(testbed.virsh(here.name(), "dominfo", vm.id().toString())).containsPattern("Persistent:\\s+yes");
        assertWellAt(testbed, here);
    }

    @Test
    void cancel_whileCopying_resumesAtTheSource(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.DISK);
        MigrationProgress progress = TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(8));
        assertThat(progress.rate())
                .hasValueSatisfying(
                        rate -> assertThat(rate.mebibytesPerSecond()).isBetween(1.0, 20.0));
        assertThatThrownBy(() -> testbed.virsh(here.name(), "start", vm.id().toString()))
                .as("nobody boots a VM whose state is on its way")
                .isInstanceOf(TestbedException.class);

        assertThat(job.requestCancel()).isTrue();
        MigrationOutcome.Cancelled outcome = (MigrationOutcome.Cancelled) TwoKvmHosts.await(job);

        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        assertThat(testbed.virsh(here.name(), "dominfo", vm.id().toString())).containsPattern("Persistent:\\s+yes");
        assertWellAt(testbed, here);
    }

    @Test
    void cancel_whileSuspending_runsOnAtTheSource(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.DISK);
        TwoKvmHosts.awaitProgress(
                job, progress -> progress.phase().filter(Phase.SUSPEND::equals).isPresent());

        assertThat(job.requestCancel()).isTrue();
        MigrationOutcome.Cancelled outcome = (MigrationOutcome.Cancelled) TwoKvmHosts.await(job);

        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        assertWellAt(testbed, here);
    }

    @Test
    void bandwidth_canBeChangedOnTheWay(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.MEMORY);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(4));

        assertThat(job.requestBandwidth(DataRate.ofMebibytesPerSecond(10_000))).isTrue();

        assertThat(TwoKvmHosts.await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAt(testbed, there);
    }

    @Test
    void damagedCopy_isFound_andTheGuestResumesAtTheSource(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.DISK);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(16));
        Path copy = files(directory(there)).stream()
                .filter(file -> file.toString().endsWith(".copy"))
                .findFirst()
                .orElseThrow();
        try (RandomAccessFile damaged = new RandomAccessFile(copy.toFile(), "rw")) {
            damaged.seek(5 << 20);
            int right = damaged.read();
            damaged.seek(5 << 20);
            damaged.write(right ^ 1);
        }

        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);

        assertThat(outcome.cause())
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining(vm.id().toString());
        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        assertWellAt(testbed, here);
    }

    @Test
    void tooLittleRoom_orNoMemory_isRefusedBeforeAnythingChanges(Testbed testbed) throws Exception {
        String small = "/var/lib/libvirt/small";
        Path seen = library(there).resolve("small");
        Files.createDirectories(seen);
        inHost(there, "mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", small);
        try (Host full = Hosts.open(there.uri() + "?buffer-memory=" + small);
                Host wrong = Hosts.open(there.uri() + "?buffer-memory=/var/lib/libvirt/on-disk")) {
            assertThatThrownBy(() -> vm.migrateTo(full, request(Buffer.MEMORY).build()))
                    .isInstanceOfSatisfying(
                            MigrationRefusedException.class,
                            refused -> assertThat(refused.findings())
                                    .allSatisfy(finding ->
                                            assertThat(finding.check()).isEqualTo(Check.BUFFER)))
                    .hasMessageContaining(small)
                    .hasMessageContaining("20");
            assertThatThrownBy(() -> vm.migrateTo(wrong, request(Buffer.MEMORY).build()))
                    .isInstanceOf(MigrationRefusedException.class)
                    .hasMessageContaining("tmpfs")
                    .hasMessageContaining("ext4");
        } finally {
            inHost(there, "umount", small);
        }
        assertThat(vm.status().state()).isEqualTo(VmState.RUNNING);
        assertWellAt(testbed, here);
    }

    @Test
    void destinationThatCannotRestore_failsAndTheGuestResumesAtTheSource(Testbed testbed) throws Exception {
        String qemu = "/usr/bin/qemu-system-x86_64";
        MigrationJob job = slowJob(Buffer.MEMORY);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(4));
        inHost(there, "mount", "--bind", "/bin/false", qemu);
        MigrationOutcome.Failed outcome;
        try {
            outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);
        } finally {
            inHost(there, "umount", qemu);
        }

        assertThat(outcome.cause().nativeError()).isPresent();
        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        assertThat(destination.vms()).extracting(VM::id).doesNotContain(vm.id());
        assertWellAt(testbed, here);
    }

    @Test
    void destinationLibvirtdKilled_whileCopying_resumesAtTheSource_andARetrySucceeds(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.DISK);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(8));

        testbed.killLibvirtd(there.name());
        MigrationOutcome.Failed outcome;
        try {
            outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);
        } finally {
            testbed.startLibvirtd(there.name());
        }

        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        destination.close();
        destination = Hosts.open(there.uri().toString());
        assertThat(TwoKvmHosts.await(
                        vm.migrateTo(destination, request(Buffer.DISK).build())))
                .as("a retry")
                .isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAt(testbed, there);
    }

    @Test
    void sourceLibvirtdKilled_whileCopying_canBeEndedOnceItIsBack(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.DISK);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(8));

        testbed.killLibvirtd(here.name());
        MigrationOutcome.Failed outcome;
        try {
            outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);
        } finally {
            testbed.startLibvirtd(here.name());
        }

        assertThat(outcome.location()).isInstanceOf(VmLocation.Suspended.class);
        source.close();
        source = Hosts.open(here.uri().toString());
        assertThat(source.suspendedVms()).anySatisfy(state -> {
            assertThat(state.id()).isEqualTo(vm.id());
            assertThat(state.name()).isEqualTo(GUEST);
            assertThat(state.whole()).isTrue();
        });
        assertThat(source.resumeSuspended(vm.id(), destination).host()).isSameAs(source);
        assertWellAt(testbed, here);
    }

    @ParameterizedTest
    @EnumSource
    void clientKilled_theVmIsBroughtBackAtOnePlace(SuspendingChild.Death death, Testbed testbed) throws Exception {
        Buffer buffer = death.ordinal() % 2 == 0 ? Buffer.MEMORY : Buffer.DISK;

        assertThat(SuspendingChild.run(source.uri(), destination.uri(), vm.id(), buffer, death))
                .isEqualTo(SuspendingChild.DEAD);
        assertThat(Stream.concat(source.suspendedVms().stream(), destination.suspendedVms().stream()))
                .as("%s: %s", death, buffer)
                .anySatisfy(state -> assertThat(state.id()).isEqualTo(vm.id()));
        // Either host may be asked.
        VM back = death.ordinal() % 3 == 0
                ? destination.resumeSuspended(vm.id(), source)
                : source.resumeSuspended(vm.id(), destination);

        boolean moved = death.compareTo(SuspendingChild.Death.BEFORE_RESUME) >= 0;
        assertThat(back.host()).isSameAs(moved ? destination : source);
        assertThat(back.status().state()).isEqualTo(VmState.RUNNING);
        assertThat(testbed.virsh(
                        (moved ? there : here).name(), "dominfo", vm.id().toString()))
                .containsPattern("Persistent:\\s+yes");
        assertThatThrownBy(() -> source.resumeSuspended(vm.id(), destination))
                .as("nothing is left to resume")
                .isInstanceOf(UnknownVmException.class);
        assertWellAt(testbed, moved ? there : here);
    }

    @Test
    void nothingSuspended_isNamed() {
        VmId ghost = VmId.parse("12345678-1234-1234-1234-123456789abc");

        assertThatThrownBy(() -> source.resumeSuspended(ghost, destination))
                .isInstanceOf(UnknownVmException.class)
                .hasMessageContaining(ghost.toString());
    }

    private MigrationJob slowJob(Buffer buffer) {
        MigrationJob job =
                vm.migrateTo(destination, request(buffer).bandwidth(SLOW).build());
        assertThat(job.state()).isNotEqualTo(MigrationState.FAILED);
        return job;
    }

    private static MigrationRequest.Builder request(Buffer buffer) {
        return MigrationRequest.builder().mode(new MigrationMode.SuspendCopyResume(buffer));
    }

    private void isRunningAtSource(VmLocation.OnHost on) {
        assertThat(on.host()).isEqualTo(source.uri());
        assertThat(on.status().state()).isEqualTo(VmState.RUNNING);
    }

    private void assertWellAt(Testbed testbed, TestbedHost where) throws IOException {
        CheckResult check = testbed.check(GUEST);
        assertThat(check.ok()).as("%s", check).isTrue();
        assertThat(check.hosts()).containsExactly(where.name());
        assertThat(source.suspendedVms()).isEmpty();
        assertThat(destination.suspendedVms()).isEmpty();
        for (TestbedHost host : List.of(here, there)) {
            assertThat(files(directory(host))).as("buffers on %s", host.name()).isEmpty();
        }
        assertThat(files(Path.of("/dev/shm/vacate")))
                .filteredOn(file -> file.toString().contains(vm.id().toString()))
                .isEmpty();
    }

    /** Returns a host's buffer directory on disk as this machine sees it. */
    private static Path directory(TestbedHost host) {
        return library(host).resolve("vacate/suspended");
    }

    private static Path library(TestbedHost host) {
        return host.socket().getParent().resolveSibling("lib");
    }

    /** Runs a command among the mounts of a host's libvirtd. */
    private static void inHost(TestbedHost host, String... command) throws IOException, InterruptedException {
        String record = Files.readString(host.socket().getParent().resolveSibling("libvirtd.pid"));
        List<String> words = new ArrayList<>(List.of("nsenter", "-t", record.split(" ")[0], "-m", "--"));
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words).inheritIO().start();
        assertThat(process.waitFor()).as("%s", words).isZero();
    }
}
