package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.Host;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Persistence;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModesTest extends Worldly {
    private static MigrationRequest with(MigrationMode mode) {
        return MigrationRequest.builder().mode(mode).build();
    }

    private static void near(Duration actual, Duration expected) {
        assertThat(actual).isCloseTo(expected, Duration.ofNanos(1000));
    }

    @Test
    void postCopyAtOnce_sendsEachPageOnce() {
        use(world(vm("web", 1000).dirty(dirty(200, 800))));
        Host beta = open("beta");
        MigrationJob job =
                open("alpha").vm("web").migrateTo(beta, with(new MigrationMode.PostCopy(new Trigger.Immediately())));
        world().advance(seconds(5));
        assertThat(job.state()).isEqualTo(MigrationState.POST_COPY);
        assertThat(beta.vm("web").status()).isEqualTo(new VmStatus(VmState.RUNNING, StateReason.POST_COPY));
        assertThat(open("alpha").vm("web").status()).isEqualTo(new VmStatus(VmState.PAUSED, StateReason.POST_COPY));
        assertThat(job.requestPostCopy()).isFalse();

        MigrationStatistics statistics = run(job).statistics();

        near(statistics.total(), seconds(10));
        assertThat(statistics.transferred()).contains(mebibytes(1000));
        assertThat(statistics.downtime()).contains(Duration.ZERO);
        near(statistics.phases().get(Phase.POST_COPY), seconds(10));
        assertThat(beta.vm("web").status()).isEqualTo(new VmStatus(VmState.RUNNING, StateReason.MIGRATED));
    }

    @Test
    void postCopyOnRequest_sendsWhatIsMissing() {
        use(world(vm("web", 1000).dirty(dirty(20, 800))));
        MigrationJob job = migrate("web", "alpha", "beta", with(new MigrationMode.PostCopy(new Trigger.OnRequest())));
        world().advance(seconds(5));

        assertThat(job.requestPostCopy()).isTrue();

        // 500 MiB are left, and 100 MiB of what was sent has been rewritten.
        MigrationStatistics statistics = run(job).statistics();
        near(statistics.total(), seconds(11));
        assertThat(statistics.transferred().orElseThrow().mebibytes()).isCloseTo(1100, within(0.01));
    }

    @Test
    void postCopyAfterRounds_movesAtTheEndOfTheLastOfThem() {
        use(world(vm("web", 1000).dirty(dirty(200, 500))));
        MigrationJob job =
                migrate("web", "alpha", "beta", with(new MigrationMode.PostCopy(new Trigger.AfterIterations(2))));

        // Rounds of 1000 and 500 MiB, then 500 MiB of post-copy.
        near(run(job).statistics().total(), seconds(20));
    }

    @Test
    void postCopyAfterTime_movesThen() {
        use(world(vm("web", 1000).dirty(dirty(200, 500))));
        MigrationJob job =
                migrate("web", "alpha", "beta", with(new MigrationMode.PostCopy(new Trigger.AfterTime(seconds(12)))));
        world().advance(millis(12_001));

        assertThat(job.state()).isEqualTo(MigrationState.POST_COPY);
        // In the second round 300 MiB are left; 400 MiB have been rewritten meanwhile.
        near(run(job).statistics().total(), seconds(12 + 7));
    }

    @Test
    void postCopyOfAPreCopy_isRefused() {
        MigrationJob job = migrate("web", "alpha", "beta", MigrationRequest.live());

        assertThatThrownBy(job::requestPostCopy)
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("goes on as before");
    }

    @Test
    void cancelInPostCopy_isRefused() {
        MigrationJob job = migrate("web", "alpha", "beta", with(new MigrationMode.PostCopy(new Trigger.Immediately())));
        world().advance(seconds(1));

        assertThatThrownBy(job::requestCancel)
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("it goes on");

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Completed.class);
    }

    @Test
    void stopAndCopy_isAllDowntime() {
        use(world(vm("web", 1000).dirty(dirty(200, 500))));
        Host alpha = open("alpha");
        MigrationJob job = alpha.vm("web").migrateTo(open("beta"), with(new MigrationMode.StopAndCopy()));
        world().advance(seconds(2));
        assertThat(alpha.vm("web").status()).isEqualTo(new VmStatus(VmState.PAUSED, StateReason.MIGRATION));

        MigrationStatistics statistics = run(job).statistics();

        near(statistics.total(), seconds(10));
        near(statistics.downtime().orElseThrow(), seconds(10));
        assertThat(open("beta").vm("web").status()).isEqualTo(new VmStatus(VmState.RUNNING, StateReason.MIGRATED));
    }

    @Test
    void cancelledStopAndCopy_resumesAtItsSource() {
        Host alpha = open("alpha");
        MigrationJob job = alpha.vm("web").migrateTo(open("beta"), with(new MigrationMode.StopAndCopy()));
        world().advance(seconds(2));
        job.requestCancel();

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertThat(alpha.vm("web").status()).isEqualTo(new VmStatus(VmState.RUNNING, StateReason.MIGRATION_CANCELLED));
    }

    @ParameterizedTest
    @EnumSource(Buffer.class)
    void suspendCopyResume_hasThreePhases(Buffer buffer) {
        // Disk: 1000 / 50 + max(100, 200, 50 MiB/s) of the slowest + 1000 / 200. Memory: 1 s + 10 s over the link + 1
        // s.
        SimHost.Storage disk = new SimHost.Storage(
                DataRate.ofMebibytesPerSecond(200), DataRate.ofMebibytesPerSecond(50), mebibytes(1 << 20));
        SimHost.Storage memory = new SimHost.Storage(
                DataRate.ofMebibytesPerSecond(1000), DataRate.ofMebibytesPerSecond(1000), mebibytes(4000));
        use(SimWorld.builder()
                .costs(SimCosts.NONE)
                .checkInvariants()
                .host(host("alpha")
                        .disk(disk)
                        .memoryBuffer(memory)
                        .vm(vm("web", 1000).build())
                        .build())
                .host(host("beta").disk(disk).memoryBuffer(memory).build())
                .build());
        Host beta = open("beta");
        MigrationJob job = open("alpha").vm("web").migrateTo(beta, with(new MigrationMode.SuspendCopyResume(buffer)));
        world().advance(millis(500));
        assertThat(beta.memory().used()).isEqualTo(mebibytes(buffer == Buffer.MEMORY ? 2000 : 1000));

        MigrationStatistics statistics = run(job).statistics();

        boolean onDisk = buffer == Buffer.DISK;
        near(statistics.phases().get(Phase.SUSPEND), seconds(onDisk ? 20 : 1));
        near(statistics.phases().get(Phase.TRANSFER), seconds(onDisk ? 20 : 10));
        near(statistics.phases().get(Phase.RESUME), seconds(onDisk ? 5 : 1));
        near(statistics.downtime().orElseThrow(), seconds(onDisk ? 45 : 12));
        assertThat(beta.memory().used()).isEqualTo(mebibytes(1000));
        assertThat(open("alpha").memory().used().isZero()).isTrue();
    }

    @Test
    void bufferThatIsTooSmall_failsWithTheVmAtItsSource() {
        SimHost.Storage small = new SimHost.Storage(LINK, LINK, mebibytes(10));
        use(SimWorld.builder()
                .checkInvariants()
                .host(host("alpha").vm(vm("web", 1000).build()).build())
                .host(host("beta").disk(small).build())
                .build());

        MigrationOutcome outcome =
                run(migrate("web", "alpha", "beta", with(new MigrationMode.SuspendCopyResume(Buffer.DISK))));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        MigrationOutcome.Failed.class,
                        failed -> assertThat(failed.cause())
                                .isInstanceOf(InsufficientCapacityException.class)
                                .hasMessageContaining("beta"));
        assertThat(open("alpha").vm("web").status().state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void oneStream_isCappedAndSeveralAreNot() {
        SimCosts slowStreams = SimCosts.NONE.withStreamRate(DataRate.ofMebibytesPerSecond(30));
        use(builder(vm("web", 600)).costs(slowStreams).build());
        near(
                run(migrate("web", "alpha", "beta", MigrationRequest.live()))
                        .statistics()
                        .total(),
                seconds(20));

        MigrationRequest parallel =
                MigrationRequest.builder().parallelConnections(2).build();
        near(run(migrate("web", "beta", "alpha", parallel)).statistics().total(), seconds(10));
    }

    @Test
    void compression_shrinksWhatIsSent() {
        use(builder(vm("web", 1000)).costs(SimCosts.DEFAULT).build());
        MigrationRequest request =
                MigrationRequest.builder().compression(Compression.ZSTD).build();

        MigrationStatistics statistics =
                run(migrate("web", "alpha", "beta", request)).statistics();

        assertThat(statistics.transferred()).contains(mebibytes(500));
        near(statistics.phases().get(Phase.COPY), seconds(5));
    }

    @Test
    void localDisk_mustBeCopied() {
        SimDisk disk = new SimDisk(
                new DiskConfig("vda", "/images/web.raw", "raw", false, false), mebibytes(2000), mebibytes(300));
        use(world(vm("web", 1000).disk(disk)));

        assertThatThrownBy(() -> migrate("web", "alpha", "beta", MigrationRequest.live()))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContainingAll("vda", "--copy-storage");

        MigrationRequest changes =
                MigrationRequest.builder().storageCopy(StorageCopy.INCREMENTAL).build();
        MigrationJob job = migrate("web", "alpha", "beta", changes);
        assertThat(job.progress().total()).contains(mebibytes(1300));
        world().advance(seconds(1));
        assertThat(job.progress().remaining()).contains(mebibytes(1200));
        near(run(job).statistics().total(), seconds(13));

        MigrationRequest full =
                MigrationRequest.builder().storageCopy(StorageCopy.FULL).build();
        near(run(migrate("web", "beta", "alpha", full)).statistics().total(), seconds(30));
    }

    @ParameterizedTest
    @EnumSource(Persistence.class)
    void definition_followsTheRequest(Persistence persistence) {
        Host beta = open("beta");
        MigrationRequest request =
                MigrationRequest.builder().persistence(persistence).build();
        run(open("alpha").vm("web").migrateTo(beta, request));

        beta.vm("web").destroy();

        assertThat(beta.vms()).hasSize(persistence == Persistence.TRANSIENT ? 0 : 1);
        assertThat(open("alpha").vms()).isEmpty();
    }

    @Test
    void otherName_isGivenAtTheDestination() {
        Host beta = open("beta");
        run(open("alpha")
                .vm("web")
                .migrateTo(
                        beta,
                        MigrationRequest.builder().destinationName("wéb \"2\"").build()));

        assertThat(beta.vm("wéb \"2\"").status().state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void pausedOnItsWay_staysPaused() {
        Host alpha = open("alpha");
        Host beta = open("beta");
        MigrationJob job = alpha.vm("web").migrateTo(beta, MigrationRequest.live());
        world().advance(seconds(1));
        alpha.vm("web").pause();

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Completed.class);

        assertThat(beta.vm("web").status()).isEqualTo(new VmStatus(VmState.PAUSED, StateReason.USER));
        beta.vm("web").resume();
        assertThat(beta.vm("web").status().state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void staleDefinition_isReplacedAndPutBackOnFailure() {
        Host alpha = open("alpha");
        Host beta = open("beta");
        beta.define(alpha.vm("web").config());
        world().faults().failMigration(alpha.vm("web").id(), 0.5, "disk full");
        assertThat(run(alpha.vm("web").migrateTo(beta, MigrationRequest.live())))
                .isInstanceOf(MigrationOutcome.Failed.class);
        assertThat(beta.vm("web").status().state()).isEqualTo(VmState.SHUT_OFF);

        run(alpha.vm("web").migrateTo(beta, MigrationRequest.live()));

        assertThat(beta.vm("web").status().state()).isEqualTo(VmState.RUNNING);
    }
}
