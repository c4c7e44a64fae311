package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmSummary;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Definitions and configurations. */
abstract class DefinitionRules extends RuleGroup {
    DefinitionRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R5.1 MUST: a VM is defined as it was described, listed, and off")
    void required_r501_definedAsDescribed() {
        needs(Capability.DEFINE);
        VmConfig wanted = kit.definition(scene.newName());

        Guest vm = scene.define(wanted);

        assertThat(vm.id()).isEqualTo(wanted.id());
        assertThat(vm.isKnownTo(vm.home())).isTrue();
        assertThat(vm.state()).isEqualTo(VmState.SHUT_OFF);
        VmConfig got = vm.home().config(vm.id());
        assertThat(got.id()).isEqualTo(wanted.id());
        assertThat(got.name()).isEqualTo(wanted.name());
        assertThat(got.memory()).isEqualTo(wanted.memory());
        assertThat(got.vcpus()).isEqualTo(wanted.vcpus());
        assertThat(got.disks()).isEqualTo(wanted.disks());
    }

    @Test
    @DisplayName("R5.2 MUST: an identity that is taken is refused, and the VM that has it is left as it is")
    void required_r502_takenIdentityIsRefused() {
        needs(Capability.DEFINE);
        Guest vm = scene.definedVm();
        VmConfig twin = withIdentity(kit.definition(scene.newName()), vm.id());

        assertThatThrownBy(() -> vm.home().define(twin)).isInstanceOf(DuplicateVmException.class);
        assertThat(vm.home().config(vm.id()).name()).isEqualTo(vm.name());
    }

    private static VmConfig withIdentity(VmConfig config, VmId id) {
        return new VmConfig(
                id, config.name(), config.memory(), config.vcpus(), config.boot(), config.disks(), config.nics());
    }

    @Test
    @DisplayName("R5.3 MUST: a name that is taken is refused and named")
    void required_r503_takenNameIsRefused() {
        needs(Capability.DEFINE);
        Guest vm = scene.definedVm();
        VmConfig namesake = kit.definition(vm.name());

        assertThatThrownBy(() -> vm.home().define(withIdentity(namesake, new VmId(UUID.randomUUID()))))
                .isInstanceOf(DuplicateVmException.class)
                .hasMessageContaining(vm.name());
        assertThat(vm.home().vms())
                .filteredOn(other -> other.name().equals(vm.name()))
                .hasSize(1);
    }

    @Test
    @DisplayName("R5.4 MUST: a native definition that cannot be read is refused, and nothing is defined")
    void required_r504_unreadableDefinitionIsRefused() {
        assertNativeRefused("this <is no: definition");
    }

    @Test
    @DisplayName("R5.5 MUST: a native definition that is unsafe to read is refused")
    void required_r505_unsafeDefinitionIsRefused() {
        assertNativeRefused(
                "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><domain><name>&x;</name></domain>");
    }

    private void assertNativeRefused(String definition) {
        needs(Capability.DEFINE);
        List<VmSummary> before = scene.first().vms();

        assertThatThrownBy(() -> scene.first().defineNative(definition)).isInstanceOf(InvalidDefinitionException.class);
        assertThat(scene.first().vms()).hasSameSizeAs(before);
    }

    @Test
    @DisplayName("R5.6 MUST: undefining a VM that is off removes it")
    void required_r506_undefinedVmIsGone() {
        needs(Capability.DEFINE);
        Guest vm = scene.definedVm();

        vm.home().undefine(vm.id());

        assertThat(vm.isKnownTo(vm.home())).isFalse();
        assertThatThrownBy(vm::state).isInstanceOf(UnknownVmException.class);
    }

    @Test
    @DisplayName("R5.7 MUST: undefining a VM that runs lets it run until it ends, and then it is gone")
    void required_r507_undefinedVmRunsOn() {
        needs(Capability.DEFINE);
        Guest vm = scene.definedVm();
        vm.home().start(vm.id());

        vm.home().undefine(vm.id());

        assertThat(vm.state()).isEqualTo(VmState.RUNNING);
        vm.home().destroy(vm.id());
        assertThat(vm.isKnownTo(vm.home())).isFalse();
    }

    @Test
    @DisplayName("R5.8 MUST: any name that the host takes is kept as it is, and no part of it is read as anything else")
    void required_r508_oddNamesAreKept() {
        needs(Capability.DEFINE);
        String odd = "it's %s \"<" + scene.newName() + ">\" & ünïcödé";

        Guest vm = scene.define(kit.definition(odd));

        assertThat(vm.home().config(vm.id()).name()).isEqualTo(odd);
        vm.home().start(vm.id());
        assertThat(vm.state()).isEqualTo(VmState.RUNNING);
        assertThatThrownBy(() -> vm.home().start(vm.id())).isInstanceOf(VmStateException.class);
    }
}
