package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmState;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How migrations end, and where the VM is then. */
abstract class OutcomeRules extends RuleGroup {
    OutcomeRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName(
            "R14.1 MUST: when a migration completes the VM runs at its destination, and nothing of it is left at its source")
    void required_r1401_completedVmIsThere() {
        PlainMigration migration = plainMigration();

        assertThat(migration.outcome()).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(migration.stateAtDestination()).isEqualTo(VmState.RUNNING);
        assertThat(migration.isLeftAtSource()).isFalse();
    }

    @Test
    @DisplayName("R14.2 MUST: the VM's memory arrives whole")
    void required_r1402_memoryArrivesWhole() {
        supplied("memoryCheck", kit.memoryCheck());

        assertThat(plainMigration().problems()).isEmpty();
    }

    @Test
    @DisplayName("R14.3 MUST: the outcome names VM and destination, and what the migration cost")
    void required_r1403_outcomeTells() {
        PlainMigration migration = plainMigration();

        MigrationOutcome outcome = migration.outcome();
        assertThat(outcome.vm()).isEqualTo(migration.vm());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        MigrationOutcome.Completed.class,
                        completed -> assertThat(completed.destination()).isEqualTo(migration.destination()));
        assertThat(outcome.statistics().total()).isPositive().isLessThanOrEqualTo(migration.within());
        assertThat(outcome.statistics().downtime().orElse(Duration.ZERO)).isLessThanOrEqualTo(migration.within());
    }

    @Test
    @DisplayName("R14.4 MUST: the VM keeps identity, name, memory and virtual CPUs")
    void required_r1404_vmIsTheSame() {
        VmConfig before = plainMigration().before();
        VmConfig after = plainMigration().after();

        assertThat(after.name()).isEqualTo(before.name());
        assertThat(after.memory()).isEqualTo(before.memory());
        assertThat(after.vcpus()).isEqualTo(before.vcpus());
    }

    @Test
    @DisplayName("R14.5 MUST: a VM that has moved can move back")
    void required_r1405_vmMovesBack() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        assertThat(scene.outcome(scene.migrate(guest, MigrationRequest.live())))
                .isInstanceOf(MigrationOutcome.Completed.class);
        Guest there = new Guest(guest.id(), guest.name(), /* home= */ guest.away(), /* away= */ guest.home());

        assertThat(scene.outcome(scene.migrate(there, MigrationRequest.live())))
                .isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(guest.runsOn(guest.home())).isTrue();
    }

    @Test
    @DisplayName("R14.6 MUST: several VMs can be on their way at once")
    void required_r1406_severalAtOnce() {
        needs(Capability.PRE_COPY);
        Guest one = scene.guest();
        Guest other = scene.companionOf(one);

        MigrationJob first = scene.migrate(one, MigrationRequest.live());
        MigrationJob second = scene.migrate(other, MigrationRequest.live());

        assertThat(scene.outcome(first)).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(scene.outcome(second)).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(one.runsOn(one.away())).isTrue();
        assertThat(other.runsOn(other.away())).isTrue();
    }

    @Test
    @DisplayName("R14.7 MUST: completion comes once the job's state is final")
    void required_r1407_completionComesLast() {
        assertThat(plainMigration().stateAtCompletion()).isEqualTo(MigrationState.COMPLETED);
    }
}
