package io.vacate.libvirt.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.VM;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.NativeError;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.VmStartException;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConclusionTest {
    private static final HostUri SOURCE = HostUri.parse("kvm+tcp://a/system");
    private static final HostUri DESTINATION = HostUri.parse("kvm+tcp://b/system");
    private static final VmId VM = new VmId(new UUID(0, 1));
    private static final HostAnswer GONE = new HostAnswer.HasNot();
    private static final HostAnswer RUNNING = has(VmState.RUNNING, StateReason.BOOTED);
    private final HypervisorException refused = new OperationFailedException("refused");

    @Test
    void end_movedThoughTheCallFailed_isCompleted() {
        Conclusion conclusion = conclusion(GONE, RUNNING, refused);

        assertThat(conclusion.hasMoved()).isTrue();
        assertThat(conclusion.end(true)).isEqualTo(MigrationState.COMPLETED);
        assertThat(outcome(conclusion, MigrationState.COMPLETED)).isInstanceOf(MigrationOutcome.Completed.class);
    }

    @Test
    void end_sourceDoesNotTell_isNotCompleted() {
        Conclusion conclusion = conclusion(new HostAnswer.Silent("no answer"), RUNNING, null);

        assertThat(conclusion.hasMoved()).isTrue();
        assertThat(conclusion.end(false)).isEqualTo(MigrationState.FAILED);
    }

    @Test
    void end_pausedBefore_isCancelledWhereItIsStillPaused() {
        HostAnswer paused = has(VmState.PAUSED, StateReason.USER);

        assertThat(conclusion(true, paused, GONE, refused).end(true)).isEqualTo(MigrationState.CANCELLED);
        assertThat(conclusion(false, paused, GONE, refused).end(true)).isEqualTo(MigrationState.FAILED);
        assertThat(conclusion(true, has(VmState.PAUSED, StateReason.IO_ERROR), GONE, refused)
                        .end(true))
                .isEqualTo(MigrationState.FAILED);
    }

    @Test
    void end_stayed_isCancelledOnlyWhereThatWasAskedAndItRuns() {
        assertThat(conclusion(RUNNING, GONE, refused).end(true)).isEqualTo(MigrationState.CANCELLED);
        assertThat(conclusion(RUNNING, GONE, refused).end(false)).isEqualTo(MigrationState.FAILED);
        assertThat(conclusion(has(VmState.PAUSED, StateReason.IO_ERROR), GONE, refused)
                        .end(true))
                .isEqualTo(MigrationState.FAILED);
    }

    @Test
    void end_abortedByAnAdministrator_isCancelledNotFailed() {
        HypervisorException aborted = new OperationFailedException(
                "operation aborted: migration out job: canceled by client",
                new NativeError(78, "libvirt QEMU driver", "canceled by client"));

        assertThat(conclusion(RUNNING, GONE, aborted).end(false)).isEqualTo(MigrationState.CANCELLED);
        assertThat(conclusion(GONE, RUNNING, aborted).end(false)).isEqualTo(MigrationState.COMPLETED);
        assertThat(conclusion(has(VmState.PAUSED, StateReason.FAILED), GONE, aborted)
                        .end(false))
                .isEqualTo(MigrationState.FAILED);
    }

    @Test
    void isLeftPaused_onlyByAnOrdinaryPauseAtTheSource() {
        HostAnswer paused = has(VmState.PAUSED, StateReason.USER);

        assertThat(conclusion(paused, GONE, refused).isLeftPaused()).isTrue();
        assertThat(conclusion(RUNNING, GONE, refused).isLeftPaused()).isFalse();
        assertThat(conclusion(GONE, paused, null).isLeftPaused()).isFalse();
    }

    @Test
    void outcome_failed_addsWhatQemuSaysUnlessItIsSaidAlready() {
        assertThat(cause(conclusion(RUNNING, GONE, refused), "no memory"))
                .hasMessageContaining("refused; QEMU says: no memory; the VM is ")
                .hasCause(refused);
        assertThat(cause(conclusion(RUNNING, GONE, refused), "refused"))
                .message()
                .doesNotContain("QEMU");
    }

    /** Texts of libvirt 9 to 11, shortened. */
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of(
                        "internal error: process exited while connecting to monitor: qemu-system-x86_64: cannot set up guest"
                                + " memory 'pc.ram': Cannot allocate memory",
                        InsufficientCapacityException.class),
                Arguments.of(
                        "internal error: libxenlight failed to get free memory for domain 'web'",
                        InsufficientCapacityException.class),
                Arguments.of(
                        "internal error: process exited while connecting to monitor: Could not access KVM kernel module",
                        VmStartException.class),
                Arguments.of(
                        "internal error: QEMU unexpectedly closed the monitor (vm='web'): unsupported machine type",
                        VmStartException.class),
                Arguments.of(
                        "operation failed: Failed to connect to remote libvirt URI qemu+tls://b/system: Connection refused",
                        HostUnreachableException.class),
                Arguments.of(
                        "unable to connect to server at 'b:49152': Connection timed out",
                        HostUnreachableException.class),
                Arguments.of("operation failed: Lost connection to destination host", MigrationFailedException.class),
                Arguments.of(
                        "Timed out during operation: cannot acquire state change lock",
                        MigrationFailedException.class));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void outcome_failed_tellsWhatIsTheDestinationsFault(String text, Class<? extends HypervisorException> type) {
        HypervisorException failure =
                new OperationFailedException(text, new NativeError(1, "libvirt QEMU driver", text));

        HypervisorException cause = cause(conclusion(RUNNING, GONE, failure), text);

        assertThat(cause).isInstanceOf(type).hasMessageContaining(text);
        assertThat(cause.nativeError()).isEqualTo(failure.nativeError());
        if (cause instanceof HostUnreachableException unreachable) {
            assertThat(unreachable.host()).isEqualTo(DESTINATION);
        }
    }

    @Test
    void outcome_destinationsProcessDiedOnTheWay_itHadStarted() {
        HypervisorException failure =
                new OperationFailedException("internal error: qemu unexpectedly closed the monitor");
        MigrationStatistics underWay = MigrationStatistics.builder(Duration.ofSeconds(9))
                .memory(DataSize.ofMebibytes(64), DataSize.ofMebibytes(4))
                .build();

        MigrationOutcome outcome =
                conclusion(RUNNING, GONE, failure).outcome(MigrationState.FAILED, underWay, Optional::empty);

        assertThat(((MigrationOutcome.Failed) outcome).cause()).isInstanceOf(MigrationFailedException.class);
    }

    @Test
    void outcome_failedInAnotherWay_keepsItsCause() {
        HypervisorException unreachable = new HostUnreachableException(SOURCE, "no answer");

        assertThat(cause(conclusion(RUNNING, GONE, unreachable), "no memory")).isSameAs(unreachable);
    }

    @Test
    void outcome_notArrivedWithoutAnError_saysSo() {
        assertThat(cause(conclusion(RUNNING, GONE, null), "")).hasMessageContaining("libvirt reported no error");
    }

    private static HypervisorException cause(Conclusion conclusion, String qemuError) {
        MigrationOutcome outcome = conclusion.outcome(MigrationState.FAILED, cost(), () -> Optional.of(qemuError));
        return ((MigrationOutcome.Failed) outcome).cause();
    }

    private static MigrationOutcome outcome(Conclusion conclusion, MigrationState end) {
        return conclusion.outcome(end, cost(), Optional::empty);
    }

    private static MigrationStatistics cost() {
        return MigrationStatistics.builder(Duration.ofSeconds(1)).build();
    }

    private static HostAnswer has(VmState state, StateReason reason) {
        return new HostAnswer.Has(new VmStatus(state, reason));
    }

    private static Conclusion conclusion(
            HostAnswer atSource, HostAnswer atDestination, @Nullable HypervisorException failure) {
        return conclusion(false, atSource, atDestination, failure);
    }

    private static Conclusion conclusion(
            boolean wasPaused, HostAnswer atSource, HostAnswer atDestination, @Nullable HypervisorException failure) {
        return new Conclusion(
                VM, DESTINATION, wasPaused, VmAnswers.ofPair(SOURCE, atSource, DESTINATION, atDestination), failure);
    }
}
