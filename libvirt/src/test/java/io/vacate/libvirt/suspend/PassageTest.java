package io.vacate.libvirt.suspend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.VM;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each point of failure, and what becomes of the VM, on hosts in memory. */
class PassageTest extends FakeJourney {
    @ParameterizedTest
    @EnumSource
    void run_movesTheVm_andLeavesNothing(Buffer buffer) {
        passage(buffer, true).run();

        assertThat(steps).containsExactly(SuspendStep.values());
        assertOnlyAt(destination);
        assertThat(destination.guests.get(VM).autostart)
                .as("not carried, as in other modes")
                .isFalse();
    }

    @Test
    void checkpoints_areNotLostInSilence() {
        source.guests.get(VM).checkpoints = 1;

        assertThatThrownBy(passage(Buffer.DISK, true)::run)
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("1 checkpoint");

        assertOnlyAt(source);
    }

    @Test
    void run_withoutReadBack_movesTheVm() {
        passage(Buffer.DISK, false).run();

        assertOnlyAt(destination);
    }

    @ParameterizedTest
    @EnumSource(
            value = SuspendStep.class,
            names = {"SAVE", "UNDEFINE", "COPY", "SEAL", "RESTORE", "COMMIT"})
    void stop_beforeThePointOfNoReturn_bringsTheVmBack(SuspendStep where) {
        stopBefore = where;
        Passage passage = passage(Buffer.DISK, true);

        assertThatThrownBy(passage::run).isInstanceOf(StoppedException.class);

        assertThat(passage.settle()).isSameAs(source);
        assertOnlyAt(source);
        assertThat(source.guests.get(VM).autostart).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = SuspendStep.class,
            names = {"RESUME", "RELEASE"})
    void stop_afterThePointOfNoReturn_comesTooLate(SuspendStep where) {
        stopBefore = where;

        passage(Buffer.DISK, true).run();

        assertOnlyAt(destination);
    }

    @Test
    void failure_toSave_leavesTheVmRunning() {
        source.refusesToSave = true;

        assertFails(OperationFailedException.class, source);
    }

    @Test
    void failure_toRestore_bringsTheVmBack() {
        destination.refusesToRestore = true;

        assertFails(OperationFailedException.class, source);
    }

    @Test
    void damage_onTheWay_isFound() {
        destination.directory(Buffer.DISK).damages = true;

        assertFails(MigrationFailedException.class, source);
    }

    @Test
    void damagedCopy_isTakenByNoHypervisor() {
        destination.directory(Buffer.DISK).damages = true;
        assertThatThrownBy(() -> passage(Buffer.DISK, true).run()).hasMessageContaining("damaged");

        String copy = new BufferNames(VM, destination.id()).copy();
        assertThat(destination.directory(Buffer.DISK).files).containsKey(copy);
        assertThat(destination.savedDefinition(
                        destination.directory(Buffer.DISK).path(copy)))
                .isEmpty();
    }

    @Test
    void noRoom_atTheDestination_bringsTheVmBack() {
        destination.directory(Buffer.DISK).roomBytes = 1000;

        assertFails(InsufficientCapacityException.class, source);
    }

    @Test
    void destinationFallsSilent_beforeItWasAskedToRestore_theVmIsBroughtBackWithoutIt() {
        Passage passage = passageThat(SuspendStep.SEAL, () -> destination.silent = true);

        assertThatThrownBy(passage::run).isInstanceOf(HostUnreachableException.class);

        assertThat(passage.settle()).isSameAs(source);
        assertThat(isRunning(source)).isTrue();
        assertThat(source.directory(Buffer.DISK).files).isEmpty();
        destination.silent = false;
        passage(Buffer.DISK, true).run();
        assertOnlyAt(destination);
    }

    @Test
    void destinationFallsSilent_afterItWasAskedToRestore_theVmStaysSuspended() {
        destination.beforeRestore = () -> destination.silent = true;
        Passage passage = passage(Buffer.DISK, true);

        assertThatThrownBy(passage::run).isInstanceOf(HostUnreachableException.class);

        assertThatThrownBy(passage::settle).isInstanceOf(HostUnreachableException.class);
        assertThat(passage.stateFile()).isPresent();
        assertThat(isRunning(source)).as("the destination may have it").isFalse();
        destination.silent = false;
        recover();
        assertOnlyAt(source);
    }

    @Test
    void startedAnewAtTheSource_isNotRunTwice() {
        Passage passage = passageThat(SuspendStep.COMMIT, () -> source.guests.put(VM, new FakeSite.Guest()));

        assertThatThrownBy(passage::run).isInstanceOf(VmStateException.class).hasMessageContaining("started anew");

        assertThat(passage.settle()).isSameAs(source);
        assertOnlyAt(source);
    }

    @Test
    void restoredProcessDies_beforeItCouldRun_bringsTheVmBack() {
        Passage passage = passageThat(SuspendStep.COMMIT, () -> destination.guests.remove(VM));

        assertThatThrownBy(passage::run)
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("ended there before it could run");

        assertThat(passage.settle()).isSameAs(source);
        assertOnlyAt(source);
    }

    @Test
    void interruptedBefore_isRefused_andNothingChanges() {
        dieBefore(SuspendStep.SAVE);

        assertThatThrownBy(() -> passage(Buffer.DISK, true).run())
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("resumeSuspended");
        assertThat(isRunning(source)).isTrue();
    }

    @Test
    void endedAtTheDestination_isNotResumedAnywhere() {
        dieBefore(SuspendStep.RELEASE);
        destination.guests.remove(VM);

        assertThatThrownBy(this::recover)
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("not active there any more");
        assertThat(source.guests).isEmpty();
        assertThat(source.directory(Buffer.MEMORY).files)
                .as("the state is kept")
                .isNotEmpty();
    }

    @Test
    void sourceLostItsMemory_theWholeCopyIsResumed() {
        dieBefore(SuspendStep.RESTORE);
        source.directory(Buffer.MEMORY).files.clear();

        recover();

        assertOnlyAt(destination);
    }

    @Test
    void bothBuffersLost_theDefinitionIsPutBack() {
        dieBefore(SuspendStep.SEAL);
        source.directory(Buffer.MEMORY).files.clear();

        assertThatThrownBy(this::recover)
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("no buffer has its whole state");
        assertNoFiles();
    }

    @Test
    void stillBeingSaved_isAborted() {
        dieBefore(SuspendStep.SAVE);
        source.guests.get(VM).state = VmState.PAUSED;
        source.guests.get(VM).reason = StateReason.SAVED;

        recover();

        assertOnlyAt(source);
    }

    @Test
    void activeOnBoth_isLeftAlone() {
        dieBefore(SuspendStep.RELEASE);
        source.guests.put(VM, new FakeSite.Guest());

        assertThatThrownBy(this::recover).isInstanceOf(VmStateException.class).hasMessageContaining("both");
        assertThat(isRunning(source)).isTrue();
        assertThat(isRunning(destination)).isTrue();
    }

    private Passage passageThat(SuspendStep where, Runnable action) {
        return new Passage(
                source,
                destination,
                VM,
                MigrationRequest.builder()
                        .mode(new MigrationMode.SuspendCopyResume(Buffer.DISK))
                        .build(),
                new Passage.Terms(Buffer.DISK, true, step -> {
                    if (step == where) {
                        action.run();
                    }
                }),
                new PhaseLog(source.clock(), control, DataSize.ofMebibytes(1)),
                control,
                command -> new Thread(command).start());
    }

    private void assertFails(Class<? extends HypervisorException> type, FakeSite owner) {
        Passage passage = passage(Buffer.DISK, true);
        assertThatThrownBy(passage::run).isInstanceOf(type);
        assertThat(passage.settle()).isSameAs(owner);
        assertOnlyAt(owner);
    }
}
