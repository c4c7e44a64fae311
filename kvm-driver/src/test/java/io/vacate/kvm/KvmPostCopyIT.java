package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.VM;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.testbed.GuestSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KvmPostCopyIT extends TwoKvmHosts {
    /**
     * Of some 100 MiB. Early in post-copy a break can be for good: when an emulated processor waits for a page while it
     * holds QEMU's lock, the destination's QEMU does not answer any more, and nobody can tell it to take the rest.
     */
    private static final long NEARLY_ALL_MIB = 84;

    @AfterEach
    void heal() {
        testbed().plugIn(destinationAddress().name());
    }

    @Test
    void immediately_theVmMovesFirstAndItsMemoryFollows() throws Exception {
        VM vm = guest(GuestSpec.named("ahead").dirtying(20, 48));
        MigrationJob job = vm.migrateTo(destination(), postCopy(new Trigger.Immediately(), 8, 16));
        List<MigrationState> states = new ArrayList<>();
        awaitProgress(job, progress -> {
            if (!states.contains(progress.state())) {
                states.add(progress.state());
            }
            return progress.state() == MigrationState.POST_COPY;
        });

        awaitProgress(job, progress -> destination().vm("ahead").status().reason() == StateReason.POST_COPY);
        assertThatThrownBy(job::requestCancel)
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("no way back");
        assertThat(job.requestPostCopy()).isFalse();
        assertThat(job.requestSwitchOver()).isFalse();
        MigrationOutcome.Completed outcome = (MigrationOutcome.Completed) await(job);

        assertThat(states).isSubsetOf(MigrationState.PREPARING, MigrationState.COPYING, MigrationState.POST_COPY);
        MigrationStatistics statistics = outcome.statistics();
        assertThat(statistics.phases())
                .containsOnlyKeys(Phase.PREPARE, Phase.COPY, Phase.SWITCH_OVER, Phase.POST_COPY, Phase.FINISH);
        // All of its memory was dirtied meanwhile, and yet no page was sent twice.
        assertThat(statistics.transferred())
                .hasValueSatisfying(sent -> assertThat(sent).isLessThan(DataSize.ofMebibytes(140)));
        assertThat(statistics.downtime())
                .hasValueSatisfying(downtime ->
                        assertThat(downtime).isLessThan(statistics.phases().get(Phase.POST_COPY)));
        assertWellAtDestination(vm);
    }

    @Test
    void onRequest_beginsWhenAsked_andItsBandwidthIsItsOwn() throws Exception {
        VM vm = guest(GuestSpec.named("on request").dirtying(8, 32));
        MigrationJob job = vm.migrateTo(destination(), postCopy(new Trigger.OnRequest(), 8, 2));
        awaitProgress(job, transferredAtLeast(4));
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);

        assertThat(job.requestPostCopy()).isTrue();
        MigrationProgress begun = awaitProgress(job, progress -> progress.state() == MigrationState.POST_COPY);
        DataSize already = sent(begun);
        MigrationProgress slow =
                awaitProgress(job, progress -> sent(progress).compareTo(already.plus(DataSize.ofMebibytes(4))) >= 0);
        assertThat(slow.state()).isEqualTo(MigrationState.POST_COPY);
        assertThat(job.requestBandwidth(DataRate.ofMebibytesPerSecond(200))).isTrue();

        MigrationOutcome.Completed outcome = (MigrationOutcome.Completed) await(job);
        // At 2 MiB/s, what was left alone would have taken twenty times as long.
        assertThat(outcome.statistics().phases().get(Phase.POST_COPY)).isLessThan(Duration.ofSeconds(20));
        assertWellAtDestination(vm);
    }

    @Test
    void afterIterationsOrTime_beginsByItself() throws Exception {
        VM rounds = guest(GuestSpec.named("after rounds").dirtying(20, 48));
        MigrationOutcome.Completed afterRounds =
                (MigrationOutcome.Completed) migrate(rounds, postCopy(new Trigger.AfterIterations(2), 24, 200));
        assertThat(afterRounds.statistics().phases()).containsKey(Phase.POST_COPY);
        assertThat(afterRounds.statistics().iterations().orElse(0)).isGreaterThanOrEqualTo(3);
        assertWellAtDestination(rounds);

        VM time = guest(GuestSpec.named("after a time").dirtying(20, 48));
        MigrationOutcome.Completed afterTime = (MigrationOutcome.Completed)
                migrate(time, postCopy(new Trigger.AfterTime(Duration.ofMillis(2500)), 8, 200));
        assertThat(afterTime.statistics().phases()).containsKey(Phase.POST_COPY);
        assertThat(afterTime.statistics().total()).isGreaterThan(Duration.ofMillis(2500));
        assertWellAtDestination(time);
    }

    @Test
    void cancel_beforePostCopy_leavesItAtItsSource() throws Exception {
        VM vm = guest(GuestSpec.named("changed its mind").dirtying(8, 32));
        MigrationJob job = vm.migrateTo(destination(), postCopy(new Trigger.OnRequest(), 8, 8));
        awaitProgress(job, transferredAtLeast(4));

        assertThat(job.requestCancel()).isTrue();

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertWellAtSource(vm);
    }

    @Test
    void requestPostCopy_ofAPreCopy_isRefused() throws Exception {
        VM vm = guest(GuestSpec.named("pre-copy only"));
        MigrationJob job = vm.migrateTo(
                destination(), MigrationRequest.builder().bandwidth(SLOW).build());

        assertThatThrownBy(job::requestPostCopy)
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("not requested with post-copy");

        assertThat(job.requestCancel()).isTrue();
        assertThat(await(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertWellAtSource(vm);
    }

    @Test
    void linkDownInPostCopy_isTakenUpAgainOnceItIsBack() throws Exception {
        assumeThat(source().capabilities()).contains(Capability.POST_COPY_RECOVERY);
        VM vm = guest(GuestSpec.named("link down").dirtying(8, 32));
        MigrationJob job = vm.migrateTo(destination(), postCopy(new Trigger.Immediately(), 8, 8));
        awaitProgress(job, progress -> progress.state() == MigrationState.POST_COPY);

        testbed().unplug(destinationAddress().name());
        // Until the hosts' keepalive gives the connection up.
        awaitProgress(job, progress -> vm.status().reason() == StateReason.POST_COPY_FAILED);
        testbed().plugIn(destinationAddress().name());

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(source().vms()).extracting(VM::id).doesNotContain(vm.id());
        assertWellAtDestination(vm);
    }

    @Test
    void brokenInPostCopy_isTakenUpAgainByItself() throws Exception {
        assumeThat(source().capabilities()).contains(Capability.POST_COPY_RECOVERY);
        VM vm = guest(GuestSpec.named("broken"));
        MigrationJob job = vm.migrateTo(destination(), postCopy(new Trigger.Immediately(), 8, 8));
        awaitProgress(job, progress -> progress.state() == MigrationState.POST_COPY);
        awaitProgress(job, transferredAtLeast(NEARLY_ALL_MIB));

        breakPostCopy("broken");

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }

    @Test
    void recoverPostCopy_afterThisProgramWasGone_makesItWhole() throws Exception {
        assumeThat(source().capabilities()).contains(Capability.POST_COPY_RECOVERY);
        VM vm = guest(GuestSpec.named("left in halves"));
        // Not by our own job, which would take it up again.
        Thread virsh = new Thread(() -> testbed()
                .virsh(
                        sourceAddress().name(),
                        "migrate",
                        "--live",
                        "--p2p",
                        "--persistent",
                        "--undefinesource",
                        "--postcopy",
                        "--bandwidth",
                        "8",
                        "--postcopy-bandwidth",
                        "8",
                        "left in halves",
                        destinationAddress().libvirtUri().toString()));
        virsh.setUncaughtExceptionHandler((thread, expected) -> {});
        virsh.start();
        awaitStatus(vm, "migrate-postcopy", StateReason.POST_COPY);
        awaitProcessed(vm, NEARLY_ALL_MIB);
        breakPostCopy("left in halves");
        virsh.join();
        assertThat(vm.status().reason()).isEqualTo(StateReason.POST_COPY_FAILED);
        assertThatThrownBy(
                        () -> guest(GuestSpec.named("whole")).recoverPostCopy(destination(), MigrationRequest.live()))
                .isInstanceOf(VmStateException.class);

        MigrationJob recovery = vm.recoverPostCopy(destination(), postCopy(new Trigger.Immediately(), 8, 32));
        assertThatThrownBy(recovery::requestCancel).isInstanceOf(VmStateException.class);

        assertThat(await(recovery)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }

    @Test
    void destinationLostInPostCopy_isSaidToBeLost() throws Exception {
        VM vm = guest(GuestSpec.named("lost").dirtying(8, 32));
        MigrationJob job = vm.migrateTo(destination(), postCopy(new Trigger.Immediately(), 8, 4));
        awaitProgress(job, progress -> progress.state() == MigrationState.POST_COPY);

        testbed().virsh(destinationAddress().name(), "destroy", "lost");
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertThat(outcome.location())
                .isInstanceOfSatisfying(
                        VmLocation.Lost.class,
                        lost -> assertThat(lost.why())
                                .contains("post-copy", destination().uri().toString()));
        assertThat(outcome.cause()).hasMessageContaining("lost");
        assertThat(vm.status().reason()).isEqualTo(StateReason.POST_COPY_FAILED);
    }

    private void breakPostCopy(String name) {
        testbed().virsh(sourceAddress().name(), "domjobabort", "--postcopy", name);
    }

    /** Repeats a virsh command until the VM is as wished. */
    private void awaitStatus(VM vm, String command, StateReason wish) throws InterruptedException {
        for (int i = 0; i < 100 && vm.status().reason() != wish; i++) {
            try {
                testbed().virsh(sourceAddress().name(), command, vm.name());
            } catch (RuntimeException notYet) {
                Thread.sleep(100);
            }
        }
        assertThat(vm.status().reason()).isEqualTo(wish);
    }

    private void awaitProcessed(VM vm, long mebibytes) throws InterruptedException {
        long processed = 0;
        for (int i = 0; i < 300 && processed < mebibytes << 20; i++) {
            Thread.sleep(50);
            String job = testbed().virsh(sourceAddress().name(), "domjobinfo", "--rawstats", vm.name());
            processed = job.lines()
                    .filter(line -> line.strip().startsWith("memory_processed:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
        assertThat(processed).isGreaterThanOrEqualTo(mebibytes << 20);
    }

    private static MigrationRequest postCopy(Trigger trigger, long bandwidth, long postCopyBandwidth) {
        return MigrationRequest.builder()
                .mode(new MigrationMode.PostCopy(trigger))
                .bandwidth(DataRate.ofMebibytesPerSecond(bandwidth))
                .postCopyBandwidth(DataRate.ofMebibytesPerSecond(postCopyBandwidth))
                .build();
    }
}
