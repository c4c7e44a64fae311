package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.vm.VmState;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is left when a migration fails. */
abstract class FailureRules extends RuleGroup {
    FailureRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName(
            "R15.1 MUST: a destination that is lost fails the migration, and the VM runs on at its source, as the outcome says")
    void required_r1501_lostDestination() {
        HostFaults faults = faults();
        Guest guest = scene.guest();
        MigrationOutcome outcome = cutOnTheWay(faults, guest, guest.destination());
        faults.heal(guest.destination());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        MigrationOutcome.Failed.class,
                        failed -> assertThat(failed.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, on -> {
                            assertThat(on.host()).isEqualTo(guest.source());
                            assertThat(on.status().state()).isEqualTo(VmState.RUNNING);
                        }));
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    @DisplayName("R15.2 MUST: the failure's cause is typed, and names VM or host")
    void required_r1502_causeNames() {
        HostFaults faults = faults();
        Guest guest = scene.guest();
        MigrationOutcome outcome = cutOnTheWay(faults, guest, guest.destination());
        faults.heal(guest.destination());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        MigrationOutcome.Failed.class,
                        failed -> assertThat(failed.cause().getMessage())
                                .containsAnyOf(
                                        guest.name(),
                                        guest.id().toString(),
                                        guest.destination().toString()));
    }

    @Test
    @DisplayName("R15.3 MUST: a failed migration leaves the VM's memory whole")
    void required_r1503_failedMemoryIsWhole() {
        HostFaults faults = faults();
        MemoryCheck check = supplied("memoryCheck", kit.memoryCheck());
        Guest guest = scene.guest();
        cutOnTheWay(faults, guest, guest.destination());
        faults.heal(guest.destination());

        assertThat(check.problems(guest.id(), guest.name(), guest.source())).isEmpty();
    }

    @Test
    @DisplayName("R15.4 MUST: once the destination answers again nothing half-made is there, and a new try succeeds")
    void required_r1504_retrySucceeds() {
        HostFaults faults = faults();
        Guest guest = scene.guest();
        cutOnTheWay(faults, guest, guest.destination());
        faults.heal(guest.destination());
        DriverSession again = scene.open(guest.destination());
        assertThat(guest.isActiveOn(again)).isFalse();

        Guest retried = new Guest(guest.id(), guest.name(), guest.home(), again);
        assertThat(scene.outcome(scene.migrate(retried, MigrationRequest.live())))
                .isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(guest.runsOn(again)).isTrue();
    }

    @Test
    @DisplayName("R15.5 MUST: a source that is lost fails the migration, and the VM is not called lost")
    void required_r1505_lostSource() {
        HostFaults faults = faults();
        Guest guest = scene.guest();
        MigrationOutcome outcome = cutOnTheWay(faults, guest, guest.source());
        faults.heal(guest.source());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        MigrationOutcome.Failed.class,
                        failed -> assertThat(failed.location()).isNotInstanceOf(VmLocation.Lost.class));
        awaitOnOneHost(guest);
    }

    @Test
    @DisplayName("R15.6 MUST: a job whose session is closed ends as failed, with the VM's location unknown")
    void required_r1506_closedSession() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);

        guest.home().close();

        assertThat(scene.outcome(job)).isInstanceOfSatisfying(MigrationOutcome.Failed.class, failed -> {
            assertThat(failed.cause()).isInstanceOf(SessionClosedException.class);
            assertThat(failed.location()).isInstanceOf(VmLocation.Unknown.class);
        });
        assertThat(job.state()).isEqualTo(MigrationState.FAILED);
    }

    @Test
    @DisplayName("R15.7 MUST: closing the session neither stops nor doubles the VM that is on its way")
    void required_r1507_closedSessionLeavesTheVm() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);

        guest.home().close();

        awaitOnOneHost(guest);
    }

    @Test
    @DisplayName(
            "R15.8 MUST: only a VM of which a host itself says that it ended there against its will is called lost")
    void untested_r1508_lost() {
        untestable("no driver may be asked to lose a VM");
    }

    @Test
    @DisplayName("R15.9 MUST: after a post-copy that broke, the outcome says so, and nothing is started anew")
    void untested_r1509_brokenPostCopy() {
        untestable("breaking a post-copy loses the guest on most hypervisors");
    }

    @Test
    @DisplayName(
            "R15.10 MUST: a suspend-copy-resume that is interrupted leaves a VM that runs, or can be resumed, on one host")
    void required_r1510_interruptedSuspension() {
        MigrationMode mode = suspension();
        needs(mode.requiredCapability());
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lastingBuilder(guest).mode(mode).build());
        scene.await("the VM is being suspended", () -> job.progress().phase().isPresent());

        guest.home().close();

        DriverSession source = scene.open(guest.source());
        DriverSession destination = scene.open(guest.destination());
        AtomicBoolean resumed = new AtomicBoolean();
        scene.await("VM %s runs or waits to be resumed".formatted(guest.name()), () -> {
            if (isWaiting(guest, source) && !resumed.getAndSet(true)) {
                source.resumeSuspended(guest.id(), destination);
            }
            return guest.runsOn(source) != guest.runsOn(destination);
        });
        assertThat(isWaiting(guest, source)).isFalse();
    }

    private static boolean isWaiting(Guest guest, DriverSession host) {
        return host.suspendedVms().stream().anyMatch(state -> state.id().equals(guest.id()) && state.whole());
    }

    private HostFaults faults() {
        needs(Capability.PRE_COPY);
        return supplied("hostFaults", kit.hostFaults());
    }

    private MigrationOutcome cutOnTheWay(HostFaults faults, Guest guest, HostUri host) {
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);
        scene.healAfterwards(faults, host);
        faults.cut(host);
        return scene.outcome(job);
    }

    /** What was under way may go on; in the end the VM runs on one host, and is on the other no more. */
    private void awaitOnOneHost(Guest guest) {
        DriverSession source = scene.open(guest.source());
        DriverSession destination = scene.open(guest.destination());
        scene.await(
                "VM %s runs on one host only".formatted(guest.name()),
                () -> guest.runsOn(source) != guest.runsOn(destination)
                        && guest.isActiveOn(source) != guest.isActiveOn(destination));
    }
}
