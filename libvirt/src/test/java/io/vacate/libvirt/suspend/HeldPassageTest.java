package io.vacate.libvirt.suspend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A suspend-copy-resume that waits once its VM is suspended, on hosts in memory. */
@Timeout(30)
class HeldPassageTest extends FakeJourney {
    private static final MigrationRequest HELD = MigrationRequest.builder()
            .mode(new MigrationMode.SuspendCopyResume(Buffer.DISK))
            .holdSuspended()
            .build();

    private SuspendCopyResumeJob job(MigrationRequest request) {
        Passage passage = passage(request, Buffer.DISK, true);
        PhaseLog phases = new PhaseLog(source.clock(), control, DataSize.ofMebibytes(1));
        SuspendCopyResumeJob job = new SuspendCopyResumeJob(
                source, destination, VM, passage, phases, control, true, request.holdsSuspended());
        new Thread(() -> job.run(() -> {})).start();
        return job;
    }

    private static <T> T await(CompletableFuture<T> stage) throws Exception {
        return stage.get(20, TimeUnit.SECONDS);
    }

    private SuspendCopyResumeJob held() throws Exception {
        SuspendCopyResumeJob job = job(HELD);
        await(job.suspended().toCompletableFuture().thenApply(nothing -> true));
        assertThat(steps).endsWith(SuspendStep.UNDEFINE);
        assertThat(isRunning(source)).isFalse();
        assertThat(job.state()).isNotEqualTo(MigrationState.COMPLETED);
        return job;
    }

    @Test
    void proceed_movesTheVm() throws Exception {
        SuspendCopyResumeJob job = held();

        assertThat(job.requestProceed()).isTrue();
        assertThat(job.requestProceed()).isFalse();

        assertThat(await(job.completion().toCompletableFuture())).isInstanceOf(MigrationOutcome.Completed.class);
        assertOnlyAt(destination);
    }

    @Test
    void proceed_beforeItIsHeld_doesNotStopIt() throws Exception {
        Passage passage = passage(HELD, Buffer.DISK, true);
        assertThat(control.proceed()).isTrue();

        passage.run();

        assertOnlyAt(destination);
    }

    @Test
    void cancel_whileHeld_bringsTheVmBack() throws Exception {
        SuspendCopyResumeJob job = held();

        assertThat(job.requestCancel()).isTrue();

        assertThat(await(job.completion().toCompletableFuture())).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertThat(job.requestProceed()).isFalse();
        assertOnlyAt(source);
    }

    @Test
    void closedSession_whileHeld_endsTheJob_andLeavesTheVmToBeResumed() throws Exception {
        SuspendCopyResumeJob job = held();

        job.abandon(source.uri());

        assertThat(await(job.completion().toCompletableFuture())).isInstanceOf(MigrationOutcome.Failed.class);
        recover();
        assertThat(isRunning(source)).isTrue();
    }

    @Test
    void jobThatIsNotHeld_isSuspendedWhenItEnds_andCannotBeToldToProceed() throws Exception {
        SuspendCopyResumeJob job = job(MigrationRequest.builder()
                .mode(new MigrationMode.SuspendCopyResume(Buffer.DISK))
                .build());

        assertThat(job.requestProceed()).isFalse();

        await(job.suspended().toCompletableFuture().thenApply(nothing -> true));
        assertThat(job.state()).isEqualTo(MigrationState.COMPLETED);
        assertOnlyAt(destination);
    }

    @Test
    void timeHeld_belongsToNoPhase() {
        PhaseLog phases = new PhaseLog(source.clock(), control, DataSize.ofMebibytes(1));
        phases.enter(Phase.SUSPEND);
        source.pause(Duration.ofSeconds(3));
        phases.held();
        source.pause(Duration.ofSeconds(60));
        assertThat(phases.now().phase()).contains(Phase.SUSPEND);
        phases.enter(Phase.TRANSFER);

        assertThat(phases.statistics().phases().get(Phase.SUSPEND)).isLessThan(Duration.ofSeconds(10));
    }
}
