package io.vacate.orchestrator.execute;

import static io.vacate.orchestrator.execute.Scene.notMoved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.time.TimeSource;
import io.vacate.orchestrator.journal.InMemoryJournal;
import io.vacate.orchestrator.location.EndWatch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever throws, each move ends in a result that names the fault and says where the VM is, and the others go on. */
class ExecutionFaultsTest {
    private static final Executor FULL = task -> {
        throw new RejectedExecutionException("the pool is full");
    };

    private final Scene scene = new Scene();
    private final Host beta = scene.destination("kvm+unix:///beta", 10_000);
    private final VM bad = scene.vm("bad", 512, beta);
    private final VM good = scene.vm("good", 512, beta);

    private void assertOnlyBadFailed(Execution execution, String said) {
        scene.arrive(good);
        scene.pass(Duration.ofSeconds(3));

        MoveResult.NotMoved result = notMoved(execution, 0);
        assertThat(result.reason()).isEqualTo(MoveResult.Reason.FAILED);
        assertThat(result.message()).contains(said);
        assertThat(result.location()).isEqualTo(new VmLocation.OnHost(scene.source.uri(), Scene.RUNNING));
        assertThat(execution.completion().toCompletableFuture().join().get(1).isMoved())
                .isTrue();
        assertThat(scene.events).filteredOn(RunEvent.Ended.class::isInstance).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(classes = {ArithmeticException.class, StackOverflowError.class, AssertionError.class})
    void migrateToThatThrows(Class<? extends Throwable> fault) {
        doThrow(fault).when(bad).migrateTo(any(), any());

        assertOnlyBadFailed(scene.start(), fault.getSimpleName());
    }

    @Test
    void migrateToThatReturnsNoJob() {
        when(bad.migrateTo(any(), any())).thenReturn(null);

        Execution execution = scene.start();
        scene.arrive(good);

        assertThat(notMoved(execution, 0).message()).contains("NullPointerException");
        assertThat(notMoved(execution, 0).location()).isInstanceOf(VmLocation.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class})
    void completionThatThrows_isAskedToStop_andWhereItsVmIsCountsOnlyOnceItIsOver(Class<? extends Throwable> fault) {
        MigrationJob job = scene.job(mock(VM.class));
        when(job.completion()).thenThrow(fault);
        when(bad.migrateTo(any(), any())).thenReturn(job);

        Execution execution = scene.start();
        scene.arrive(good);

        verify(job).requestCancel();
        assertThat(notMoved(execution, 0).message()).contains(fault.getSimpleName());
        assertThat(notMoved(execution, 0).location().toString())
                .contains("unknown")
                .contains("may still be under way");
    }

    @Test
    void completionThatThrows_ofAMigrationThatIsOver_leavesItsVmWhereItWasFound() {
        MigrationJob job = scene.job(mock(VM.class));
        when(job.completion()).thenThrow(new IllegalStateException("no completion"));
        when(job.state()).thenReturn(MigrationState.FAILED);
        when(bad.migrateTo(any(), any())).thenReturn(job);

        assertOnlyBadFailed(scene.start(), "no completion");
    }

    @ParameterizedTest
    @ValueSource(classes = {ArithmeticException.class, StackOverflowError.class, AssertionError.class})
    void progressThatThrows_hidesNoOtherMigration(Class<? extends Throwable> fault) {
        MigrationJob job = scene.job(bad);
        doThrow(fault).when(job).progress();
        when(bad.migrateTo(any(), any())).thenReturn(job);
        MigrationJob stalled = scene.job(good);
        when(stalled.progress())
                .thenReturn(MigrationProgress.builder(MigrationState.COPYING, Duration.ZERO)
                        .stalled(Duration.ofSeconds(30))
                        .build());
        when(good.migrateTo(any(), any())).thenReturn(stalled);

        Execution execution = scene.start();
        scene.pass(Duration.ofSeconds(5));

        assertThat(scene.events)
                .filteredOn(RunEvent.Trouble.class::isInstance)
                .extracting(event -> event.step().subject())
                .containsExactly("bad", "good");
        scene.arrive(bad);
        scene.arrive(good);
        assertThat(execution.completion().toCompletableFuture().join()).allMatch(MoveResult::isMoved);
    }

    /** What is known of a VM that waits is asked for when others are looked at. */
    @Test
    void knowledgeThatThrows_startsNoMigration_andTheWatchOfTheOthersGoesOn() {
        MigrationJob stalled = scene.job(bad);
        when(stalled.progress())
                .thenReturn(MigrationProgress.builder(MigrationState.COPYING, Duration.ZERO)
                        .stalled(Duration.ofSeconds(30))
                        .build());
        when(bad.migrateTo(any(), any())).thenReturn(stalled);
        Execution execution = scene.executor(
                        ExecutionPolicy.DEFAULT.withAtOnce(AtOnce.of(1)), Threads.of(Runnable::run))
                .start(
                        scene.moves(),
                        scene.destinations,
                        0,
                        EndWatch.listen(scene.destinations),
                        move -> {
                            if (move.contains("good")) {
                                throw new IllegalStateException("nothing is known");
                            }
                            return Scene.known(move);
                        },
                        scene.events::add);

        scene.pass(Duration.ofSeconds(5));

        assertThat(scene.events)
                .filteredOn(RunEvent.Trouble.class::isInstance)
                .extracting(event -> event.step().subject())
                .containsExactly("bad");
        scene.arrive(bad);
        verify(good, never()).migrateTo(any(), any());
        assertThat(notMoved(execution, 1).message()).contains("nothing is known");
        assertThat(notMoved(execution, 1).location()).isInstanceOf(VmLocation.OnHost.class);
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, AssertionError.class})
    void listenerThatThrows_isToldOn(Class<? extends Throwable> fault) {
        RunListener listener = mock(RunListener.class);
        doThrow(fault).when(listener).onEvent(any());

        Execution execution = scene.start(ExecutionPolicy.DEFAULT, Threads.of(Runnable::run), listener);
        scene.arrive(bad);
        scene.arrive(good);

        assertThat(execution.completion().toCompletableFuture().join()).allMatch(MoveResult::isMoved);
        verify(listener, times(4)).onEvent(any());
    }

    @Test
    void tasksThatAreRejected_endInResults() {
        Execution execution = scene.start(ExecutionPolicy.DEFAULT, new Threads(FULL, Runnable::run), scene.events::add);

        assertThat(notMoved(execution, 0).message()).contains("the pool is full");
        assertThat(notMoved(execution, 1).location())
                .isEqualTo(new VmLocation.OnHost(scene.source.uri(), Scene.RUNNING));
        verify(bad, never()).migrateTo(any(), any());
    }

    @Test
    void allTasksThatAreRejected_endInResultsOnTheCallersThread() {
        Execution execution = scene.start(ExecutionPolicy.DEFAULT, Threads.of(FULL), scene.events::add);

        assertThat(notMoved(execution, 0).message()).contains("the pool is full");
        assertThat(scene.events).filteredOn(RunEvent.Ended.class::isInstance).hasSize(2);
    }

    @Test
    void retryWithoutATimer_endsTheMove() {
        TimeSource broken = mock(TimeSource.class, delegatesTo(scene));
        doThrow(new RejectedExecutionException("no timer")).when(broken).schedule(any(), any());
        Execution execution = new PlanExecutor(
                        ExecutionPolicy.DEFAULT, new InMemoryJournal(), broken, Threads.of(Runnable::run))
                .start(
                        scene.moves(),
                        scene.destinations,
                        0,
                        EndWatch.listen(scene.destinations),
                        Scene::known,
                        scene.events::add);
        fail(bad);

        assertOnlyBadFailed(execution, "no timer");
        assertThat(notMoved(execution, 0).message()).contains("no luck");
    }

    private void fail(VM vm) {
        scene.end(
                vm,
                new MigrationOutcome.Failed(
                        vm.id(),
                        new MigrationFailedException("no luck"),
                        new VmLocation.OnHost(scene.source.uri(), Scene.RUNNING),
                        MigrationStatistics.builder(Duration.ZERO).build()));
    }

    @Test
    void journalThatThrowsAnError_startsNothingAndHidesNothing() {
        Execution execution = new PlanExecutor(
                        ExecutionPolicy.DEFAULT,
                        entry -> {
                            throw new NoClassDefFoundError("the journal's driver");
                        },
                        scene,
                        Threads.of(Runnable::run))
                .start(
                        scene.moves(),
                        scene.destinations,
                        0,
                        EndWatch.listen(scene.destinations),
                        Scene::known,
                        scene.events::add);

        assertThat(notMoved(execution, 0).message()).contains("the journal's driver");
        assertThat(notMoved(execution, 1).attempts()).isZero();
    }

    @Test
    void hostsThatCannotBeAsked_leaveTheLocationUnknown() {
        doThrow(AssertionError.class).when(scene.source).answers(any());
        doThrow(ArithmeticException.class).when(bad).migrateTo(any(), any());

        Execution execution = scene.start();
        scene.arrive(good);

        assertThat(notMoved(execution, 0).location()).isInstanceOf(VmLocation.Unknown.class);
    }

    @Test
    void cancel_worksWhileWorkersAreStuck_aListenerBlocks_andAnotherCancelHangs() throws InterruptedException {
        CountDownLatch forever = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        MigrationJob slow = scene.job(bad);
        when(slow.requestCancel()).thenAnswer(call -> await(forever));
        when(bad.migrateTo(any(), any())).thenReturn(slow);
        MigrationJob quick = scene.job(good);
        when(quick.requestCancel()).thenAnswer(call -> {
            asked.countDown();
            return true;
        });
        when(good.migrateTo(any(), any())).thenReturn(quick);
        CountDownLatch started = new CountDownLatch(2);
        when(quick.completion()).thenAnswer(call -> {
            started.countDown();
            return new CompletableFuture<>();
        });
        when(slow.completion()).thenAnswer(call -> {
            started.countDown();
            return new CompletableFuture<>();
        });
        VM stuck = scene.vm("stuck", 512, beta);
        CountDownLatch isStuck = new CountDownLatch(1);
        when(stuck.migrateTo(any(), any())).thenAnswer(call -> {
            isStuck.countDown();
            await(forever);
            return null;
        });
        Executor one = Executors.newSingleThreadExecutor(daemons());
        Executor each = Executors.newCachedThreadPool(daemons());
        Execution execution = scene.start(ExecutionPolicy.DEFAULT, new Threads(one, each), event -> await(forever));
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(isStuck.await(20, TimeUnit.SECONDS)).isTrue();

        execution.requestCancel();

        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        forever.countDown();
    }

    @Test
    void completion_doesNotWaitForAListenerThatNeverReturns() {
        CountDownLatch forever = new CountDownLatch(1);
        Executor each = Executors.newCachedThreadPool(daemons());
        Execution execution =
                scene.start(ExecutionPolicy.DEFAULT, new Threads(Runnable::run, each), event -> await(forever));
        scene.arrive(bad);
        scene.arrive(good);

        assertThat(execution.completion().toCompletableFuture().join()).allMatch(MoveResult::isMoved);
        forever.countDown();
    }

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "test");
            thread.setDaemon(true);
            return thread;
        };
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
