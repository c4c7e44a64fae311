package io.vacate.orchestrator.execute;

import static io.vacate.orchestrator.execute.Scene.notMoved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStartException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostMemory;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataSize;
import io.vacate.orchestrator.location.EndWatch;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetriesTest {
    private static final Threads DIRECT = Threads.of(Runnable::run);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Scene scene = new Scene();
    private final Host beta = scene.destination("kvm+unix:///beta", 4000);

    private Execution start(int retries) {
        return scene.start(ExecutionPolicy.DEFAULT.withRetries(retries), DIRECT, scene.events::add);
    }

    @Test
    void waits_doubleUpToTheLongest() {
        ExecutionPolicy policy = ExecutionPolicy.DEFAULT.withRetryDelay(Duration.ofSeconds(2), Duration.ofSeconds(13));

        assertThat(Stream.iterate(1, n -> n + 1).limit(6).map(policy::delayAfter))
                .extracting(Duration::toSeconds)
                .containsExactly(2L, 4L, 8L, 13L, 13L, 13L);
        assertThat(policy.delayAfter(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(13));
        assertThat(policy.withRetryDelay(Duration.ZERO, Duration.ZERO).delayAfter(Integer.MAX_VALUE))
                .isZero();
    }

    @Test
    void retries_areToldTheirGrowingWaits() {
        VM vm = scene.vm("web", 512, beta);
        doThrow(new MigrationFailedException("timed out")).when(vm).migrateTo(any(), any());

        Execution execution = start(4);
        scene.pass(LONG);

        assertThat(scene.events)
                .filteredOn(RunEvent.Retrying.class::isInstance)
                .extracting(event -> ((RunEvent.Retrying) event).delay().toSeconds())
                .containsExactly(2L, 4L, 8L, 16L);
        assertThat(notMoved(execution, 0).attempts()).isEqualTo(5);
    }

    static List<RuntimeException> wouldOnlyBeRepeated() {
        Scene any = new Scene();
        return List.of(
                new MigrationRefusedException("unsafe migration", null),
                new UnsupportedCapabilityException(Capability.POST_COPY, any.source.uri()),
                new IllegalArgumentException("no such mode"),
                new IllegalStateException("a bug"),
                new VmStateException("not running"),
                new InvalidDefinitionException("no such device"),
                new DuplicateVmException("the name is taken"),
                new AccessDeniedException("no", null),
                new MigrationFailedException("failed", new VmStateException("not running")));
    }

    @ParameterizedTest
    @MethodSource("wouldOnlyBeRepeated")
    void whatWouldOnlyBeRepeated_isNotTriedAgain(RuntimeException cause) {
        VM vm = scene.vm("web", 512, beta);
        doThrow(cause).when(vm).migrateTo(any(), any());

        Execution execution = start(3);
        scene.pass(LONG);

        verify(vm).migrateTo(any(), any());
        assertThat(notMoved(execution, 0).message()).contains(cause.getMessage());
        assertThat(notMoved(execution, 0).location())
                .isEqualTo(new VmLocation.OnHost(scene.source.uri(), Scene.RUNNING));
    }

    static List<RuntimeException> elsewhere() {
        Scene any = new Scene();
        Host beta = any.destination("kvm+unix:///beta", 1);
        return List.of(
                new InsufficientCapacityException("no memory"),
                new VmStartException("no QEMU", null),
                new HostUnreachableException(beta.uri(), "no answer"),
                new AccessDeniedException("no", null),
                new DuplicateVmException("the name is taken"),
                new MigrationFailedException("failed", new InsufficientCapacityException("no memory")));
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void whatIsTheDestinationsFault_isTriedElsewhere(RuntimeException cause) {
        Host gamma = scene.destination("kvm+unix:///gamma", 4000);
        VM vm = scene.vm("web", 512, beta);
        doThrow(cause).when(vm).migrateTo(eq(beta), any());

        start(1);
        scene.pass(LONG);

        verify(vm, times(1)).migrateTo(eq(beta), any());
        verify(vm, times(1)).migrateTo(eq(gamma), any());
    }

    static List<RuntimeException> same() {
        Scene any = new Scene();
        return List.of(
                new MigrationFailedException("it stalled"),
                new OperationFailedException("timed out"),
                new HostUnreachableException(any.source.uri(), "the connection broke"));
    }

    @ParameterizedTest
    @MethodSource("same")
    void whatMayPass_isTriedAtTheSameDestination(RuntimeException cause) {
        Host gamma = scene.destination("kvm+unix:///gamma", 9000);
        VM vm = scene.vm("web", 512, beta);
        doThrow(cause).when(vm).migrateTo(any(), any());

        start(1);
        scene.pass(LONG);

        verify(vm, times(2)).migrateTo(eq(beta), any());
        verify(vm, never()).migrateTo(eq(gamma), any());
    }

    @Test
    void otherDestination_needsRoomBesideWhatIsPromisedThere() {
        Host gamma = scene.destination("kvm+unix:///gamma", 1000);
        VM vm = scene.vm("web", 512, beta);
        VM other = scene.vm("promised", 600, gamma);
        doThrow(new InsufficientCapacityException("no memory")).when(vm).migrateTo(eq(beta), any());

        start(1);
        scene.pass(LONG);

        verify(vm, never()).migrateTo(eq(gamma), any());
        verify(vm, times(2)).migrateTo(eq(beta), any());
        scene.arrive(other);
    }

    @Test
    void twoThatNeedAnotherDestination_doNotShareTheRoomOfOne() {
        Host gamma = scene.destination("kvm+unix:///gamma", 1000);
        VM one = scene.vm("one", 600, beta);
        VM two = scene.vm("two", 600, beta);
        for (VM vm : List.of(one, two)) {
            doThrow(new InsufficientCapacityException("no memory")).when(vm).migrateTo(eq(beta), any());
        }

        start(1);
        scene.pass(LONG);

        verify(one, times(1)).migrateTo(eq(gamma), any());
        verify(two, never()).migrateTo(eq(gamma), any());
    }

    @Test
    void otherDestination_keepsItsHeadRoom() {
        Host gamma = scene.destination("kvm+unix:///gamma", 1000);
        when(gamma.memory()).thenReturn(new HostMemory(DataSize.ofMebibytes(8000), DataSize.ofMebibytes(1000)));
        VM vm = scene.vm("web", 512, beta);
        doThrow(new InsufficientCapacityException("no memory")).when(vm).migrateTo(eq(beta), any());

        scene.executor(ExecutionPolicy.DEFAULT, DIRECT)
                .start(
                        scene.moves(),
                        scene.destinations,
                        0.1,
                        EndWatch.listen(scene.destinations),
                        Scene::known,
                        scene.events::add);
        scene.pass(LONG);

        verify(vm, never()).migrateTo(eq(gamma), any());
    }

    @Test
    void cancelDuringTheWait_endsIt_andStartsNothing() {
        scene.destination("kvm+unix:///gamma", 4000);
        VM vm = scene.vm("web", 512, beta);
        doThrow(new InsufficientCapacityException("no memory")).when(vm).migrateTo(any(), any());
        Execution execution = start(3);

        execution.requestCancel();
        scene.pass(LONG);

        verify(vm).migrateTo(any(), any());
        assertThat(notMoved(execution, 0).reason()).isEqualTo(MoveResult.Reason.CANCELLED);
    }

    @Test
    void hostsTakePartInNoMoreThanTheyMay_retriesIncluded() {
        int[] underWay = {0, 0};
        for (int i = 0; i < 12; i++) {
            VM vm = scene.vm("vm-" + i, 10, beta);
            MigrationJob job = scene.job(vm);
            boolean[] hasFailed = {i % 3 != 0};
            when(vm.migrateTo(any(), any())).thenAnswer(call -> {
                if (!hasFailed[0]) {
                    hasFailed[0] = true;
                    throw new MigrationFailedException("not yet");
                }
                underWay[0]++;
                underWay[1] = Math.max(underWay[1], underWay[0]);
                return job;
            });
        }
        Execution execution = scene.start(ExecutionPolicy.DEFAULT.withAtOnce(AtOnce.of(3)), DIRECT, scene.events::add);

        while (!execution.completion().toCompletableFuture().isDone()) {
            scene.pass(Duration.ofSeconds(3));
            for (MoveState state : execution.states()) {
                if (state instanceof MoveState.Running) {
                    underWay[0]--;
                    scene.arrive(state.move().vm());
                    break;
                }
            }
        }

        assertThat(underWay[1]).isEqualTo(3);
        assertThat(execution.completion().toCompletableFuture().join())
                .hasSize(12)
                .allMatch(MoveResult::isMoved);
    }
}
