package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.vm.VmState;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Saving a VM to a file and restoring it. */
abstract class SavedStateRules extends RuleGroup {
    SavedStateRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R7.1 MUST: a saved VM is off when the call returns")
    void required_r701_savedVmIsOff() {
        needs(Capability.SAVE_RESTORE);
        Guest guest = scene.guest();

        String file = save(guest);

        assertThat(guest.isActiveOn(guest.home())).isFalse();
        guest.home().restore(file);
    }

    @Test
    @DisplayName("R7.2 MUST: a restored VM is the one that was saved, and runs")
    void required_r702_restoredVmRuns() {
        needs(Capability.SAVE_RESTORE);
        Guest guest = scene.guest();
        String file = save(guest);

        assertThat(guest.home().restore(file)).isEqualTo(guest.id());

        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
        assertThat(guest.home().config(guest.id()).name()).isEqualTo(guest.name());
    }

    @Test
    @DisplayName("R7.3 MUST: a restored VM's memory is whole")
    void required_r703_restoredMemoryIsWhole() {
        needs(Capability.SAVE_RESTORE);
        MemoryCheck check = supplied("memoryCheck", kit.memoryCheck());
        Guest guest = scene.guest();

        guest.home().restore(save(guest));

        assertThat(check.problems(guest.id(), guest.name(), guest.source())).isEmpty();
    }

    @Test
    @DisplayName("R7.4 MUST: the file outlives its restoration")
    void required_r704_fileStays() {
        needs(Capability.SAVE_RESTORE);
        Guest guest = scene.guest();
        String file = save(guest);
        guest.home().restore(file);
        guest.home().destroy(guest.id());

        guest.home().restore(file);

        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    @DisplayName("R7.5 MUST: a VM that is active is not restored a second time, and runs on")
    void required_r705_activeVmIsNotRestored() {
        needs(Capability.SAVE_RESTORE);
        Guest guest = scene.guest();
        String file = save(guest);
        guest.home().restore(file);

        assertThatThrownBy(() -> guest.home().restore(file)).isInstanceOf(DuplicateVmException.class);
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    @DisplayName("R7.6 MUST: a file that is not there is named in the error")
    void required_r706_missingFileIsNamed() {
        needs(Capability.SAVE_RESTORE);
        String missing = kit.stateFile("kit-missing");

        assertThatThrownBy(() -> scene.first().restore(missing))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(missing);
    }

    @Test
    @DisplayName("R7.7 MUST: a VM that is off is not saved, and no file is written")
    void required_r707_offVmIsNotSaved() {
        needs(Capability.SAVE_RESTORE, Capability.DEFINE);
        Guest vm = scene.definedVm();
        String file = scene.stateFile();

        assertThatThrownBy(() -> vm.home().save(vm.id(), file)).isInstanceOf(VmStateException.class);
        assertThatThrownBy(() -> vm.home().restore(file)).isInstanceOf(HypervisorException.class);
    }

    private String save(Guest guest) {
        String file = scene.stateFile();
        guest.home().save(guest.id(), file);
        return file;
    }
}
