package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmState;
import io.vacate.testbed.GuestSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KvmMigrationIT extends TwoKvmHosts {
    @Test
    void idleGuest_oddName_arrivesWhole() throws Exception {
        VM vm = guest(GuestSpec.named("it's \"a\" ünïcödé vm"));

        MigrationJob job = vm.migrateTo(destination(), MigrationRequest.live());
        MigrationOutcome.Completed outcome = (MigrationOutcome.Completed) await(job);

        assertThat(outcome.destination()).isEqualTo(destination().uri());
        assertThat(job.state()).isEqualTo(MigrationState.COMPLETED);
        assertSane(outcome.statistics());
        assertThat(source().vms()).extracting(VM::id).doesNotContain(vm.id());
        assertThat(destination().vm(vm.name()).id()).isEqualTo(vm.id());
        assertWellAtDestination(vm);
    }

    private static void assertSane(MigrationStatistics statistics) {
        assertThat(statistics.active())
                .hasValueSatisfying(active -> assertThat(active).isPositive().isLessThanOrEqualTo(statistics.total()));
        assertThat(statistics.downtime())
                .hasValueSatisfying(
                        downtime -> assertThat(downtime).isPositive().isLessThan(Duration.ofSeconds(10)));
        assertThat(statistics.memory())
                .hasValueSatisfying(
                        memory -> assertThat(memory).isBetween(DataSize.ofMebibytes(128), DataSize.ofMebibytes(160)));
        assertThat(statistics.transferred())
                .hasValueSatisfying(sent -> assertThat(sent).isGreaterThan(DataSize.ofMebibytes(64)));
        assertThat(statistics.iterations().orElse(0)).isPositive();
        assertThat(statistics.rate())
                .hasValueSatisfying(rate -> assertThat(rate.isZero()).isFalse());
        assertThat(statistics.phases()).containsOnlyKeys(Phase.PREPARE, Phase.COPY, Phase.SWITCH_OVER, Phase.FINISH);
    }

    @Test
    void transientGuest_arrivesTransient() throws Exception {
        VM vm = guest(GuestSpec.named("transient").asTransient());

        assertThat(await(vm.migrateTo(destination(), MigrationRequest.live())))
                .isInstanceOf(MigrationOutcome.Completed.class);

        assertThat(testbed()
                        .virsh(destinationAddress().name(), "dominfo", vm.id().toString()))
                .containsPattern("Persistent:\\s+no");
        assertWellAtDestination(vm);
    }

    @Test
    void bandwidth_isKept_andChangedOnTheWay() throws Exception {
        VM vm = guest(GuestSpec.named("limited"));
        MigrationJob job = vm.migrateTo(
                destination(), MigrationRequest.builder().bandwidth(SLOW).build());

        MigrationProgress slow = awaitProgress(job, transferredAtLeast(12));
        assertThat(slow.rate())
                .hasValueSatisfying(
                        rate -> assertThat(rate.mebibytesPerSecond()).isBetween(3.0, 12.0));
        assertThat(job.requestBandwidth(DataRate.ofMebibytesPerSecond(400))).isTrue();
        assertThat(job.requestDowntime(Duration.ofMillis(500))).isTrue();
        long changed = System.nanoTime();
        MigrationOutcome outcome = await(job);

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        // At the old rate the rest would have taken seven seconds for the copy alone.
        assertThat(Duration.ofNanos(System.nanoTime() - changed)).isLessThan(Duration.ofSeconds(7));
        assertThat(job.requestBandwidth(SLOW)).isFalse();
        assertThat(job.requestCancel()).isFalse();
        assertWellAtDestination(vm);
    }

    @Test
    void progress_neverRunsBackwards() throws Exception {
        VM vm = guest(GuestSpec.named("watched").dirtying(8, 32));
        MigrationJob job = vm.migrateTo(
                destination(),
                MigrationRequest.builder()
                        .bandwidth(DataRate.ofMebibytesPerSecond(24))
                        .build());
        List<MigrationProgress> samples = new ArrayList<>();
        awaitProgress(job, progress -> {
            samples.add(progress);
            return progress.state().isFinal();
        });

        assertThat(samples).isSortedAccordingTo((a, b) -> a.state().compareTo(b.state()));
        assertThat(samples).isSortedAccordingTo((a, b) -> a.elapsed().compareTo(b.elapsed()));
        assertThat(samples).isSortedAccordingTo((a, b) -> Integer.compare(a.iteration(), b.iteration()));
        assertThat(samples).isSortedAccordingTo((a, b) -> sent(a).compareTo(sent(b)));
        assertThat(samples).extracting(MigrationProgress::state).contains(MigrationState.COPYING);
        assertWellAtDestination(vm);
    }

    @Test
    void cancel_onTheWay_leavesItAtItsSource() throws Exception {
        VM vm = guest(GuestSpec.named("cancelled").dirtying(4, 32));
        MigrationJob job = vm.migrateTo(
                destination(), MigrationRequest.builder().bandwidth(SLOW).build());
        awaitProgress(job, transferredAtLeast(4));

        assertThat(job.requestCancel()).isTrue();
        MigrationOutcome.Cancelled outcome = (MigrationOutcome.Cancelled) await(job);

        assertThat(job.state()).isEqualTo(MigrationState.CANCELLED);
        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, on -> {
            assertThat(on.host()).isEqualTo(source().uri());
            assertThat(on.status().state()).isEqualTo(VmState.RUNNING);
        });
        assertThat(destination().vms()).extracting(VM::id).doesNotContain(vm.id());
        assertWellAtSource(vm);
        assertThat(await(vm.migrateTo(destination(), MigrationRequest.live())))
                .as("a later try, without the limits of the first")
                .isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }

    @Test
    void cancel_atOnce_leavesItAtItsSource() throws Exception {
        VM vm = guest(GuestSpec.named("hasty"));
        MigrationJob job = vm.migrateTo(
                destination(), MigrationRequest.builder().bandwidth(SLOW).build());

        assertThat(job.requestCancel()).isTrue();

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertWellAtSource(vm);
    }

    @Test
    void sixAtOnce_fromOneHost_allArrive() throws Exception {
        List<VM> vms = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            vms.add(guest(GuestSpec.named("one of six " + i).withMemoryMib(96).filling(24)));
        }

        List<MigrationJob> jobs = vms.stream()
                .map(vm -> vm.migrateTo(
                        destination(),
                        MigrationRequest.builder().bandwidth(SLOW).build()))
                .toList();
        assertThat(source().vms()).as("the host still answers").isNotEmpty();

        for (MigrationJob job : jobs) {
            assertThat(await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        }
        for (VM vm : vms) {
            assertWellAtDestination(vm);
        }
    }

    @Test
    void refusals_leaveEverythingAsItWas() {
        VM vm = guest(GuestSpec.named("refused"));

        assertThatThrownBy(() -> vm.migrateTo(source(), MigrationRequest.live()))
                .isInstanceOf(SameHostException.class);
        if (!source().capabilities().contains(Capability.COMPRESSION_ZSTD)) {
            MigrationRequest zstd =
                    MigrationRequest.builder().compression(Compression.ZSTD).build();
            assertThatThrownBy(() -> vm.migrateTo(destination(), zstd))
                    .isInstanceOf(UnsupportedCapabilityException.class);
        }
        String socket = "kvm+unix:///system?socket=" + destinationAddress().socket();
        try (Host withoutPeer = Hosts.open(socket)) {
            assertThatThrownBy(() -> vm.migrateTo(withoutPeer, MigrationRequest.live()))
                    .isInstanceOf(MigrationRefusedException.class)
                    .hasMessageContaining("peer");
        }
        vm.destroy();
        assertThatThrownBy(() -> vm.migrateTo(destination(), MigrationRequest.live()))
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("refused");
        assertThat(vm.status().state()).isEqualTo(VmState.SHUT_OFF);
        assertThat(destination().vms()).extracting(VM::id).doesNotContain(vm.id());
    }

    @Test
    void peer_ofTheAddress_isUsed() throws Exception {
        VM vm = guest(GuestSpec.named("by its peer"));
        String address = "kvm+unix:///system?socket=%s&peer=%s"
                .formatted(destinationAddress().socket(), destinationAddress().uri());
        try (Host withPeer = Hosts.open(address)) {
            assertThat(await(vm.migrateTo(withPeer, MigrationRequest.live())))
                    .isInstanceOf(MigrationOutcome.Completed.class);
        }
        assertWellAtDestination(vm);
    }

    @Test
    void peer_thatNobodyServes_failsAndLeavesItAtItsSource() throws Exception {
        VM vm = guest(GuestSpec.named("no peer"));
        MigrationRequest request = MigrationRequest.builder()
                .peer(HostUri.parse("kvm+tcp://%s:1/system"
                        .formatted(destinationAddress().uri().getHost())))
                .build();

        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(vm.migrateTo(destination(), request));

        assertThat(outcome.cause())
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("Connection refused");
        assertThat(outcome.cause().nativeError()).isPresent();
        assertThat(outcome.location())
                .isInstanceOfSatisfying(
                        VmLocation.OnHost.class, on -> assertThat(on.host()).isEqualTo(source().uri()));
        assertWellAtSource(vm);
    }
}
