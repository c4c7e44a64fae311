package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Start, pause, resume, shut down, destroy. */
abstract class LifecycleRules extends RuleGroup {
    LifecycleRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R6.1 MUST: a VM that was started runs")
    void required_r601_startedVmRuns() {
        Guest vm = vmThatIsOff();

        vm.home().start(vm.id());

        assertThat(vm.state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    @DisplayName("R6.2 MUST: a VM that runs is not started again")
    void required_r602_runningVmIsNotStarted() {
        Guest guest = scene.guest();

        assertRefused(guest, () -> guest.home().start(guest.id()), VmState.RUNNING);
    }

    @Test
    @DisplayName("R6.3 MUST: a paused VM is paused when the call returns, and says who paused it")
    void required_r603_pausedVmIsPaused() {
        needs(Capability.PAUSE);
        Guest guest = scene.guest();

        guest.home().pause(guest.id());

        assertThat(guest.home().status(guest.id())).isEqualTo(new VmStatus(VmState.PAUSED, StateReason.USER));
        guest.home().resume(guest.id());
    }

    @Test
    @DisplayName("R6.4 MUST: a VM that is off is not paused")
    void required_r604_offVmIsNotPaused() {
        needs(Capability.PAUSE);
        Guest vm = vmThatIsOff();

        assertRefused(vm, () -> vm.home().pause(vm.id()), VmState.SHUT_OFF);
    }

    @Test
    @DisplayName("R6.5 MUST: a resumed VM runs when the call returns")
    void required_r605_resumedVmRuns() {
        needs(Capability.PAUSE);
        Guest guest = scene.guest();
        guest.home().pause(guest.id());

        guest.home().resume(guest.id());

        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    @DisplayName("R6.6 MUST: a VM that runs is not resumed")
    void required_r606_runningVmIsNotResumed() {
        needs(Capability.PAUSE);
        Guest guest = scene.guest();

        assertRefused(guest, () -> guest.home().resume(guest.id()), VmState.RUNNING);
    }

    @Test
    @DisplayName("R6.7 MUST: a shutdown is only asked for: the VM shuts down, or runs on")
    void required_r607_shutdownIsARequest() {
        Guest vm = vmThatIsOff();
        vm.home().start(vm.id());

        vm.home().requestShutdown(vm.id());

        assertThat(vm.state()).isIn(VmState.RUNNING, VmState.SHUTTING_DOWN, VmState.SHUT_OFF);
    }

    @Test
    @DisplayName("R6.8 MUST: a VM that is off is not asked to shut down")
    void required_r608_offVmIsNotShutDown() {
        Guest vm = vmThatIsOff();

        assertRefused(vm, () -> vm.home().requestShutdown(vm.id()), VmState.SHUT_OFF);
    }

    @Test
    @DisplayName("R6.9 MUST: a destroyed VM has ended when the call returns")
    void required_r609_destroyedVmHasEnded() {
        Guest vm = vmThatIsOff();
        vm.home().start(vm.id());

        vm.home().destroy(vm.id());

        assertThat(vm.isActiveOn(vm.home())).isFalse();
    }

    @Test
    @DisplayName("R6.10 MUST: a VM that is off is not destroyed")
    void required_r610_offVmIsNotDestroyed() {
        Guest vm = vmThatIsOff();

        assertRefused(vm, () -> vm.home().destroy(vm.id()), VmState.SHUT_OFF);
    }

    @Test
    @DisplayName("R6.11 MUST: a refusal because of the VM's state names the VM")
    void required_r611_refusalNamesTheVm() {
        Guest guest = scene.guest();

        Throwable refusal = catchThrowable(() -> guest.home().start(guest.id()));

        assertThat(refusal.getMessage()).containsAnyOf(guest.name(), guest.id().toString());
    }

    @Test
    @DisplayName("R6.12 MAY: a VM that is paused is paused again without an error")
    void untested_r612_pausingTwice() {
        untestable("both are right");
    }

    private static void assertRefused(Guest guest, ThrowingCallable call, VmState before) {
        assertThatThrownBy(call).isInstanceOf(VmStateException.class);
        assertThat(guest.state()).isEqualTo(before);
    }

    /** Returns a VM that is off; skips the rule where VMs vanish as they end. */
    private Guest vmThatIsOff() {
        if (scene.first().capabilities().contains(Capability.DEFINE)) {
            return scene.definedVm();
        }
        Guest guest = scene.guest();
        guest.home().destroy(guest.id());
        if (!guest.isKnownTo(guest.home())) {
            throw skipped("VMs that end are gone, and others cannot be defined");
        }
        return guest;
    }
}
