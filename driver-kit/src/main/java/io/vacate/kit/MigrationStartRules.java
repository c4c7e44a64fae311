package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is checked before a migration begins, and how it begins. */
abstract class MigrationStartRules extends RuleGroup {
    private static final List<MigrationMode> MODES = List.of(
            new MigrationMode.PreCopy(),
            new MigrationMode.StopAndCopy(),
            new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()),
            new MigrationMode.SuspendCopyResume(Buffer.DISK),
            new MigrationMode.SuspendCopyResume(Buffer.MEMORY));

    MigrationStartRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R10.1 MUST: a migration is begun and the call returns, before the VM has moved")
    void required_r1001_migratingDoesNotBlock() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();

        MigrationJob job = scene.migrate(guest, lasting(guest));

        assertThat(job.state().isFinal()).isFalse();
        assertThat(job.completion().toCompletableFuture()).isNotDone();
    }

    @Test
    @DisplayName("R10.2 MUST: a job tells which VM moves, from where, and where to")
    void required_r1002_jobTellsWhatMoves() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();

        MigrationJob job = scene.migrate(guest, MigrationRequest.live());

        assertThat(job.vm()).isEqualTo(guest.id());
        assertThat(job.source()).isEqualTo(guest.source());
        assertThat(job.destination()).isEqualTo(guest.destination());
    }

    @Test
    @DisplayName("R10.3 MUST: a VM that does not run is not migrated, and left as it is")
    void required_r1003_whatDoesNotRunIsRefused() {
        needs(Capability.PRE_COPY);
        if (!scene.first().capabilities().contains(Capability.PAUSED_MIGRATION)) {
            needs(Capability.PAUSE);
            Guest guest = scene.guest();
            guest.home().pause(guest.id());
            assertNotMigrated(guest, VmState.PAUSED);
            guest.home().resume(guest.id());
        } else {
            needs(Capability.DEFINE);
            assertNotMigrated(scene.definedVm(), VmState.SHUT_OFF);
        }
    }

    private void assertNotMigrated(Guest guest, VmState state) {
        assertThatThrownBy(() -> scene.migrate(guest, MigrationRequest.live())).isInstanceOf(VmStateException.class);
        assertThat(guest.state()).isEqualTo(state);
        assertThat(guest.isKnownTo(guest.away())).isFalse();
    }

    @Test
    @DisplayName("R10.4 MUST: a destination of another driver is refused as a misuse that names it")
    void required_r1004_foreignDestinationIsRefused() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        DriverSession foreign = foreignSession();

        assertThatThrownBy(() -> guest.home().migrate(guest.id(), foreign, MigrationRequest.live()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(foreign.uri().toString());
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
    }

    /** Returns a session of no known driver, that knows its address and nothing else. */
    private static DriverSession foreignSession() {
        HostUri uri = HostUri.parse("foreign:elsewhere");
        return (DriverSession) Proxy.newProxyInstance(
                DriverSession.class.getClassLoader(),
                new Class<?>[] {DriverSession.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("uri")) {
                        return uri;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    @DisplayName("R10.5 MUST: a destination whose session is closed is refused, and named")
    void required_r1005_closedDestinationIsRefused() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        DriverSession closed = scene.open(guest.destination());
        closed.close();

        assertThatThrownBy(() -> guest.home().migrate(guest.id(), closed, MigrationRequest.live()))
                .isInstanceOf(SessionClosedException.class)
                .hasMessageContaining(guest.destination().toString());
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    @DisplayName(
            "R10.6 MUST: a VM on its way is not migrated a second time: that is refused or fails, and the first migration goes on")
    void required_r1006_secondMigrationIsRefused() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);

        @Nullable
        Throwable refusal = catchThrowable(() -> assertThat(
                        scene.outcome(guest.home().migrate(guest.id(), guest.away(), MigrationRequest.live())))
                .isInstanceOf(MigrationOutcome.Failed.class));

        assertRefusedOrFailed(refusal, VmStateException.class);
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    @DisplayName(
            "R10.7 MUST: where another VM has the name at the destination, migrating is refused or fails, and both VMs stay as they are")
    void required_r1007_takenNameLeavesBoth() {
        needs(Capability.PRE_COPY, Capability.DEFINE);
        Guest guest = scene.guest();
        VmId namesake = scene.defineAt(guest.away(), kit.definition(guest.name()));

        @Nullable
        Throwable refusal = catchThrowable(() -> {
            MigrationOutcome outcome = scene.outcome(scene.migrate(guest, MigrationRequest.live()));
            assertThat(outcome).isInstanceOf(MigrationOutcome.Failed.class);
        });

        assertRefusedOrFailed(refusal, DuplicateVmException.class);
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
        assertThat(guest.away().status(namesake).state()).isEqualTo(VmState.SHUT_OFF);
        assertThat(guest.isKnownTo(guest.away())).isFalse();
    }

    /** Some drivers can see it before they start, others learn it from the job. */
    private static void assertRefusedOrFailed(@Nullable Throwable refusal, Class<? extends Exception> type) {
        if (refusal != null) {
            assertThat(refusal).isInstanceOf(type);
        }
    }

    @Test
    @DisplayName("R10.8 MUST: looking for obstacles changes nothing, and finds none where there is none")
    void required_r1008_preflightIsSober() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        List<Object> before = seen(guest);

        List<Finding> findings = guest.home().preflight(guest.id(), guest.away(), MigrationRequest.live());

        assertThat(findings).noneMatch(finding -> finding.severity() == Severity.BLOCKER);
        MODES.stream()
                .filter(mode -> guest.home().capabilities().contains(mode.requiredCapability()))
                .forEach(mode -> guest.home()
                        .preflight(
                                guest.id(),
                                guest.away(),
                                MigrationRequest.builder().mode(mode).build()));
        assertThat(seen(guest)).isEqualTo(before);
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
    }

    /** Returns all that can be seen of both hosts. */
    private List<Object> seen(Guest guest) {
        return Stream.of(guest.home(), guest.away())
                .<Object>flatMap(host -> Stream.of(
                        host.vms().stream()
                                .map(vm -> "%s %s".formatted(vm.id(), vm.status()))
                                .collect(Collectors.toSet()),
                        host.suspendedVms(),
                        kit.traces(host.uri())))
                .toList();
    }

    @Test
    @DisplayName("R10.9 MUST: obstacles that only the driver can see are all found at once")
    void untested_r1009_allObstaclesAtOnce() {
        untestable("what stands in the way differs from driver to driver");
    }

    @Test
    @DisplayName("R10.10 MAY: two sessions to one host are refused with SameHostException")
    void untested_r1010_sameHost() {
        untestable("the caller has checked that the hosts differ");
    }

    @Test
    @DisplayName("R10.11 MUST: a session tells which VMs a migration is taking away, and only these")
    void required_r1011_departingVmsAreTold() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        Set<VmId> it = Set.of(guest.id());
        assertThat(guest.home().departing(it)).isEmpty();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        awaitCopying(job);

        assertThat(guest.home().departing(it)).isEqualTo(it);
        assertThat(guest.away().departing(it)).isEmpty();
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);
    }
}
