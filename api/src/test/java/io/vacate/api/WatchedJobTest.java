package io.vacate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.StallPolicy;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the watch over a job does when the job breaks its promises. */
class WatchedJobTest {
    private static final VmId WEB = new VmId(new UUID(0, 1));
    private static final HostUri SOURCE = HostUri.parse("kvm+tcp://one/system");
    private static final MigrationStatistics NOTHING =
            MigrationStatistics.builder(Duration.ZERO).build();

    private final MigrationJob job = mock(MigrationJob.class);
    private final CompletableFuture<MigrationOutcome> end = new CompletableFuture<>();
    private final OneTimer time = new OneTimer();
    private final DriverSession session = mock(DriverSession.class);

    /** Time that passes when told to; a watch has one timer at a time. */
    private static final class OneTimer implements TimeSource {
        private Instant now = Instant.EPOCH;
        private Duration due = Duration.ZERO;
        private Runnable task = () -> {};

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ScheduledTask schedule(Duration delay, Runnable next) {
            due = delay;
            task = next;
            return () -> task = () -> {};
        }

        @Override
        public void runBlocking(Runnable blocking) {
            blocking.run();
        }

        void tick() {
            tickAfter(due);
        }

        void tickAfter(Duration passed) {
            now = now.plus(passed);
            task.run();
        }
    }

    @BeforeEach
    void jobIsUnderWay() {
        when(session.timeSource()).thenReturn(time);
        when(session.capabilities()).thenReturn(Set.of(Capability.BYTE_PROGRESS, Capability.CANCEL));
        when(job.vm()).thenReturn(WEB);
        when(job.source()).thenReturn(SOURCE);
        when(job.destination()).thenReturn(HostUri.parse("kvm+tcp://two/system"));
        when(job.completion()).thenReturn(end);
        when(job.progress())
                .thenReturn(MigrationProgress.builder(MigrationState.COPYING, Duration.ZERO)
                        .build());
    }

    private CompletableFuture<MigrationOutcome> watched() {
        StallPolicy policy = new StallPolicy(Duration.ofSeconds(4), StallPolicy.Action.CANCEL);
        return WatchedJob.watch(job, "web", session, policy).completion().toCompletableFuture();
    }

    @ParameterizedTest
    @ValueSource(classes = {ArithmeticException.class, StackOverflowError.class, AssertionError.class})
    void progressThatCannotBeRead_countsAsNone_andTheResultSaysWhy(Class<? extends Throwable> fault) {
        CompletableFuture<MigrationOutcome> outcome = watched();
        doThrow(fault).when(job).progress();
        VmLocation home = new VmLocation.OnHost(SOURCE, new VmStatus(VmState.RUNNING, StateReason.BOOTED));
        doAnswer(asked -> end.complete(new MigrationOutcome.Cancelled(WEB, home, NOTHING)))
                .when(job)
                .requestCancel();

        for (int i = 0; i < 4; i++) {
            time.tick();
            verify(job, never()).requestCancel();
        }
        time.tick();

        assertThat(outcome)
                .isCompletedWithValueMatching(end -> end instanceof MigrationOutcome.Failed failed
                        && failed.location().equals(home)
                        && String.valueOf(failed.cause().getMessage()).contains(fault.getSimpleName()));
    }

    @Test
    void progressThatCanBeReadAgain_isNoStall() {
        CompletableFuture<MigrationOutcome> outcome = watched();
        doThrow(ArithmeticException.class).when(job).progress();
        time.tick();
        time.tick();
        doReturn(MigrationProgress.builder(MigrationState.COPYING, Duration.ZERO)
                        .iteration(1)
                        .build())
                .when(job)
                .progress();

        for (int i = 0; i < 4; i++) {
            time.tick();
        }

        verify(job, never()).requestCancel();
        assertThat(outcome).isNotDone();
    }

    /** As after Ctrl-Z and fg, or on a machine that slept. */
    @Test
    void timeInWhichItIsHeld_isNoStall() {
        CompletableFuture<Void> suspended = new CompletableFuture<>();
        when(session.capabilities())
                .thenReturn(Set.of(Capability.BYTE_PROGRESS, Capability.CANCEL, Capability.HOLD_SUSPENDED));
        when(job.suspended()).thenReturn(suspended);
        when(job.requestProceed()).thenReturn(true);
        MigrationJob watched = WatchedJob.watch(
                job, "web", session, new StallPolicy(Duration.ofSeconds(4), StallPolicy.Action.CANCEL));
        time.tick();
        suspended.complete(null);
        for (int i = 0; i < 100; i++) {
            time.tick();
        }
        verify(job, never()).requestCancel();
        assertThat(watched.progress().stalled()).isEmpty();

        assertThat(watched.requestProceed()).isTrue();

        for (int i = 0; i < 10; i++) {
            time.tick();
        }
        verify(job).requestCancel();
    }

    @Test
    void timeInWhichNobodyLooked_isNoStall() {
        CompletableFuture<MigrationOutcome> outcome = watched();
        time.tick();
        time.tick();

        time.tickAfter(Duration.ofMinutes(5));
        time.tick();

        verify(job, never()).requestCancel();
        time.tick();
        verify(job).requestCancel();
        assertThat(outcome).isNotDone();
    }

    @Test
    void cancelThatFailsWithAnError_isAskedForAgain() {
        CompletableFuture<MigrationOutcome> outcome = watched();
        when(job.requestCancel()).thenThrow(AssertionError.class).thenReturn(true);

        for (int i = 0; i < 7; i++) {
            time.tick();
        }

        verify(job, times(2)).requestCancel();
        assertThat(outcome).isNotDone();
    }

    @Test
    void completionThatCannotBeWaitedFor_isAnOutcomeAndNoRefusal() {
        when(job.completion()).thenThrow(new IllegalStateException("no completion"));

        assertThat(watched()).isCompletedExceptionally();
        time.tick();
        verify(job, never()).progress();
    }

    @Test
    void outcomeThatCannotBeTold_endsTheWait() {
        doThrow(StackOverflowError.class).when(job).destination();
        CompletableFuture<MigrationOutcome> outcome = watched();
        when(job.requestCancel()).thenReturn(true);
        for (int i = 0; i < 5; i++) {
            time.tick();
        }

        end.complete(new MigrationOutcome.Cancelled(WEB, new VmLocation.Unknown("?"), NOTHING));

        verify(job).requestCancel();
        assertThat(outcome).isCompletedExceptionally();
    }
}
