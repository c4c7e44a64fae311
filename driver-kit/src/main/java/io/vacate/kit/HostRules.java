package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.UnknownVmException;
import io.vacate.api.host.HostInfo;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmSummary;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who hosts and VMs are. */
abstract class HostRules extends RuleGroup {
    HostRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R3.1 MUST: a host has one identity, whichever session asks")
    void required_r301_hostHasOneIdentity() {
        assertThat(scene.open(kit.hosts().get(0)).info().id())
                .isEqualTo(scene.first().info().id());
    }

    @Test
    @DisplayName("R3.2 MUST: different hosts have different identities")
    void required_r302_hostsDiffer() {
        assertThat(scene.first().info().id()).isNotEqualTo(scene.second().info().id());
    }

    @Test
    @DisplayName("R3.3 MUST: a host tells its name, its hypervisor and its memory")
    void required_r303_hostTellsWhatItIs() {
        HostInfo info = scene.first().info();

        assertThat(info.name()).isNotBlank();
        assertThat(info.hypervisor().name()).isNotBlank();
        assertThat(info.hypervisor().version()).isNotBlank();
        assertThat(info.memory().isZero()).isFalse();
    }

    @Test
    @DisplayName("R3.4 MUST: what a session tells of its host does not change while it is open")
    void required_r304_infoIsFixed() {
        HostInfo before = scene.first().info();
        scene.guest();

        assertThat(scene.first().info()).isEqualTo(before);
    }

    @Test
    @DisplayName("R3.5 MUST: memory is what VMs can have, never more than the host has")
    void required_r305_memoryIsBounded() {
        assertThat(scene.first().memory().total())
                .isLessThanOrEqualTo(scene.first().info().memory());
    }

    @Test
    @DisplayName("R3.6 MUST: each VM is listed once, and by an identity of its own")
    void required_r306_vmsAreListedOnce() {
        Guest guest = scene.guest();

        List<VmId> listed = guest.home().vms().stream().map(VmSummary::id).toList();

        assertThat(listed).contains(guest.id()).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("R3.7 MUST: list, configuration, statistics and status agree on who a VM is")
    void required_r307_answersAgree() {
        Guest guest = scene.guest();
        VmSummary listed = guest.home().vms().stream()
                .filter(summary -> summary.id().equals(guest.id()))
                .findFirst()
                .orElseThrow();

        assertThat(listed.name()).isEqualTo(guest.name());
        assertThat(listed.status()).isEqualTo(guest.home().status(guest.id()));
        assertThat(guest.home().config(guest.id()).id()).isEqualTo(guest.id());
        assertThat(guest.home().config(guest.id()).name()).isEqualTo(guest.name());
        assertThat(guest.home().statistics(guest.id()).summary().id()).isEqualTo(guest.id());
    }

    @Test
    @DisplayName("R3.8 MUST: a VM that the host does not have is named in the error, whatever is asked")
    void required_r308_unknownVmIsNamed() {
        VmId ghost = ghost();

        new SessionQuestions(scene, scene.first(), ghost)
                .commands(scene.second())
                .forEach((what, question) -> assertThatThrownBy(question)
                        .as(what)
                        .isInstanceOf(UnknownVmException.class)
                        .hasMessageContaining(ghost.toString())
                        .hasMessageContaining(scene.first().uri().toString()));
    }
}
