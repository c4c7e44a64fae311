package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Persistence;
import io.vacate.api.migration.Phase;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each mode of migration does what its name says. */
abstract class ModeRules extends RuleGroup {
    ModeRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R13.1 MUST: pre-copy brings a running VM to its destination")
    void required_r1301_preCopy() {
        PlainMigration migration = plainMigration();

        assertThat(migration.outcome()).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(migration.stateAtDestination()).isEqualTo(VmState.RUNNING);
        assertThat(migration.isLeftAtSource()).isFalse();
        assertThat(migration.problems()).isEmpty();
    }

    @Test
    @DisplayName("R13.2 MUST: stop-and-copy pauses the VM for all of the transfer, and it runs at its destination")
    void required_r1302_stopAndCopy() {
        MigrationMode mode = new MigrationMode.StopAndCopy();
        needs(mode.requiredCapability());
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lastingBuilder(guest).mode(mode).build());
        awaitCopying(job);

        assertThat(guest.state()).isEqualTo(VmState.PAUSED);
        assertThat(guest.runsOn(guest.away())).isFalse();
        hurry(guest, job);

        assertArrived(guest, scene.outcome(job));
    }

    @Test
    @DisplayName("R13.3 MUST: post-copy at once brings a running VM to its destination")
    void required_r1303_postCopyAtOnce() {
        assertArrives(new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()));
    }

    @Test
    @DisplayName("R13.4 MUST: post-copy on request waits for the request, then the VM runs at its destination")
    void required_r1304_postCopyOnRequest() {
        MigrationMode mode = new MigrationMode.PostCopy(new MigrationMode.Trigger.OnRequest());
        needs(mode.requiredCapability());
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lastingBuilder(guest).mode(mode).build());
        awaitCopying(job);
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);

        assertThat(job.requestPostCopy()).isTrue();
        scene.await("the VM has moved", () -> job.state().compareTo(MigrationState.COPYING) > 0);
        hurry(guest, job);

        assertArrived(guest, scene.outcome(job));
    }

    @Test
    @DisplayName("R13.5 MUST: post-copy is refused to a migration that was not asked for with it, which goes on")
    void required_r1305_postCopyMustBeAskedFor() {
        needs(Capability.PRE_COPY, Capability.POST_COPY);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);

        assertThatThrownBy(job::requestPostCopy).isInstanceOf(VmStateException.class);
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);
    }

    @Test
    @DisplayName("R13.6 MUST: suspend-copy-resume through a disk brings the VM over, and tells the time of each phase")
    void required_r1306_suspendToDisk() {
        assertSuspends(Buffer.DISK);
    }

    @Test
    @DisplayName("R13.7 MUST: suspend-copy-resume through memory brings the VM over, and tells the time of each phase")
    void required_r1307_suspendToMemory() {
        assertSuspends(Buffer.MEMORY);
    }

    private void assertSuspends(Buffer buffer) {
        assertThat(suspended(buffer).outcome().statistics().phases())
                .containsKeys(Phase.SUSPEND, Phase.TRANSFER, Phase.RESUME);
    }

    private Scene.Suspension suspended(Buffer buffer) {
        MigrationMode mode = new MigrationMode.SuspendCopyResume(buffer);
        needs(mode.requiredCapability());
        return scene.suspended(buffer, () -> {
            Guest guest = scene.guest();
            MigrationOutcome outcome = assertArrives(guest, mode);
            return new Scene.Suspension(
                    outcome, guest.home().suspendedVms(), guest.away().suspendedVms());
        });
    }

    @Test
    @DisplayName("R13.8 MUST: a suspend-copy-resume that has ended leaves no state in a buffer of either host")
    void required_r1308_noStateIsLeft() {
        Scene.Suspension suspension = suspended(suspension().buffer());

        VmId vm = suspension.outcome().vm();
        assertThat(suspension.leftAtSource()).noneMatch(state -> state.id().equals(vm));
        assertThat(suspension.leftAtDestination()).noneMatch(state -> state.id().equals(vm));
    }

    @Test
    @DisplayName("R13.9 MUST: a VM that is to be transient is gone from its destination when it ends")
    void required_r1309_transientVm() {
        Guest guest = moved(Persistence.TRANSIENT);

        guest.away().destroy(guest.id());

        assertThat(guest.isKnownTo(guest.away())).isFalse();
    }

    @Test
    @DisplayName("R13.10 MUST: a VM that is to be persistent stays defined at its destination, and only there")
    void required_r1310_persistentVm() {
        Guest guest = moved(Persistence.PERSISTENT);

        guest.away().destroy(guest.id());

        assertThat(guest.away().status(guest.id()).state()).isEqualTo(VmState.SHUT_OFF);
        assertThat(guest.isKnownTo(guest.home())).isFalse();
    }

    private Guest moved(Persistence persistence) {
        needs(Capability.PRE_COPY, Capability.DEFINE);
        // Some hypervisors cannot migrate what has not booted.
        Guest guest = scene.guest();
        scene.discard(guest);
        MigrationRequest request =
                MigrationRequest.builder().persistence(persistence).build();
        assertThat(scene.outcome(scene.migrate(guest, request))).isInstanceOf(MigrationOutcome.Completed.class);
        return guest;
    }

    @Test
    @DisplayName("R13.11 MUST: a VM that is renamed on its way keeps its identity")
    void required_r1311_renamedVm() {
        needs(Capability.PRE_COPY, Capability.RENAME);
        Guest guest = scene.guest();
        String name = scene.newName();

        scene.outcome(scene.migrate(
                guest, MigrationRequest.builder().destinationName(name).build()));

        assertThat(guest.away().config(guest.id()).name()).isEqualTo(name);
        scene.discard(guest);
    }

    @Test
    @DisplayName("R13.12 MUST: where no post-copy broke, there is none to take up, and the VM runs on")
    void required_r1312_nothingToRecover() {
        needs(Capability.POST_COPY_RECOVERY);
        Guest guest = scene.guest();

        assertThatThrownBy(() -> guest.home().recoverPostCopy(guest.id(), guest.away(), MigrationRequest.live()))
                .isInstanceOf(VmStateException.class);
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
        assertThat(guest.isKnownTo(guest.away())).isFalse();
    }

    @Test
    @DisplayName("R13.13 MUST: a VM that is suspended nowhere cannot be resumed, and is named in the error")
    void required_r1313_nothingToResume() {
        needs(suspension().requiredCapability());
        VmId ghost = ghost();

        assertThatThrownBy(() -> scene.first().resumeSuspended(ghost, scene.second()))
                .isInstanceOf(UnknownVmException.class)
                .hasMessageContaining(ghost.toString());
    }

    @Test
    @DisplayName("R13.14 MUST: a VM that is to arrive paused is paused at its destination, and runs once it is resumed")
    void required_r1314_arrivesPaused() {
        needs(Capability.PRE_COPY, Capability.PAUSE, Capability.ARRIVE_PAUSED);
        Guest guest = scene.guest();

        MigrationOutcome outcome = scene.outcome(
                scene.migrate(guest, MigrationRequest.builder().arrivePaused().build()));

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(guest.away().status(guest.id()).state()).isEqualTo(VmState.PAUSED);
        assertThat(guest.isKnownTo(guest.home())).isFalse();
        guest.away().resume(guest.id());
        assertArrived(guest, outcome);
    }

    @Test
    @DisplayName(
            "R13.15 MUST: the memory goes to the address that was asked for: where nobody is, the VM runs on at its source")
    void required_r1315_memoryGoesNowhereElse() {
        needs(Capability.PRE_COPY, Capability.MIGRATION_ADDRESS);
        Guest guest = scene.guest();
        MigrationRequest nowhere = MigrationRequest.builder()
                .migrationAddress(CapabilityRules.NOBODY)
                .build();

        try {
            MigrationOutcome outcome = scene.outcome(scene.migrate(guest, nowhere));
            assertThat(outcome).isInstanceOf(MigrationOutcome.Failed.class);
        } catch (HypervisorException refused) {
            assertThat(refused).hasMessageContaining(CapabilityRules.NOBODY.host());
        }

        assertThat(guest.runsOn(guest.home())).isTrue();
        assertThat(guest.isActiveOn(guest.away())).isFalse();
    }

    @Test
    @DisplayName("R13.16 MUST: a VM that somebody paused arrives paused and whole, and runs once it is resumed")
    void required_r1316_pausedVmArrivesPaused() {
        needs(Capability.PRE_COPY, Capability.PAUSE, Capability.PAUSED_MIGRATION);
        Guest guest = scene.guest();
        guest.home().pause(guest.id());

        MigrationOutcome outcome = scene.outcome(scene.migrate(guest, MigrationRequest.live()));

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(guest.away().status(guest.id())).isEqualTo(new VmStatus(VmState.PAUSED, StateReason.USER));
        assertThat(guest.isKnownTo(guest.home())).isFalse();
        guest.away().resume(guest.id());
        assertArrived(guest, outcome);
    }

    @Test
    @DisplayName(
            "R13.17 MUST: a VM that is off is defined at its destination, off, and nowhere else, once it was moved offline")
    void required_r1317_definitionMoves() {
        needs(Capability.OFFLINE_MIGRATION, Capability.DEFINE);
        Guest off = scene.definedVm();

        MigrationOutcome outcome = scene.outcome(scene.migrate(off, offline()));

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(off.isKnownTo(off.home())).isFalse();
        assertThat(off.away().status(off.id()).state()).isEqualTo(VmState.SHUT_OFF);
        assertThat(off.away().config(off.id()).name()).isEqualTo(off.name());
    }

    @Test
    @DisplayName("R13.18 MUST: a VM that runs does not move offline, and runs on")
    void required_r1318_runningVmDoesNotMoveOffline() {
        needs(Capability.OFFLINE_MIGRATION);
        Guest guest = scene.guest();

        assertThatThrownBy(() -> scene.migrate(guest, offline())).isInstanceOf(VmStateException.class);
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
        assertThat(guest.isKnownTo(guest.away())).isFalse();
    }

    @Test
    @DisplayName(
            "R13.19 MUST: a suspend-copy-resume that is held leaves its VM suspended until it is told to proceed, and then brings it over")
    void required_r1319_heldUntilToldToProceed() {
        Guest guest = guestToHold();
        MigrationJob job = held(guest);

        assertThat(job.state().isFinal()).isFalse();
        assertThat(guest.runsOn(guest.home())).isFalse();
        assertThat(guest.runsOn(guest.away())).isFalse();
        assertThat(job.requestProceed()).isTrue();

        assertArrived(guest, scene.outcome(job));
        assertThat(job.requestProceed()).isFalse();
    }

    @Test
    @DisplayName(
            "R13.20 MUST: a suspend-copy-resume that is cancelled while it is held lets its VM run on at its source")
    void required_r1320_cancelledWhileHeld() {
        Guest guest = guestToHold();
        needs(Capability.CANCEL);
        MigrationJob job = held(guest);

        assertThat(job.requestCancel()).isTrue();

        assertThat(scene.outcome(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertThat(guest.runsOn(guest.home())).isTrue();
        assertThat(guest.isKnownTo(guest.away())).isFalse();
        assertThat(guest.home().suspendedVms()).noneMatch(state -> state.id().equals(guest.id()));
    }

    private static final MigrationMode TO_DISK = new MigrationMode.SuspendCopyResume(Buffer.DISK);

    private Guest guestToHold() {
        needs(TO_DISK.requiredCapability());
        needs(Capability.HOLD_SUSPENDED);
        return scene.guest();
    }

    private MigrationJob held(Guest guest) {
        MigrationJob job = scene.migrate(
                guest, MigrationRequest.builder().mode(TO_DISK).holdSuspended().build());
        scene.result("suspension", job.suspended().thenApply(nothing -> job.state()));
        return job;
    }

    private static MigrationRequest offline() {
        return MigrationRequest.builder().mode(new MigrationMode.Offline()).build();
    }

    private MigrationOutcome assertArrives(MigrationMode mode) {
        needs(mode.requiredCapability());
        return assertArrives(scene.guest(), mode);
    }

    private MigrationOutcome assertArrives(Guest guest, MigrationMode mode) {
        MigrationOutcome outcome = scene.outcome(
                scene.migrate(guest, MigrationRequest.builder().mode(mode).build()));
        assertArrived(guest, outcome);
        return outcome;
    }

    private void assertArrived(Guest guest, MigrationOutcome outcome) {
        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(guest.runsOn(guest.away())).isTrue();
        assertThat(guest.isKnownTo(guest.home())).isFalse();
        kit.memoryCheck()
                .ifPresent(check -> assertThat(check.problems(guest.id(), guest.name(), guest.destination()))
                        .isEmpty());
    }
}
