package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.NetworkAddress;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.VmState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Capabilities are honest: what is not among them is refused before anything has changed. */
abstract class CapabilityRules extends RuleGroup {
    /** An address for documentation (RFC 5737), where nobody ever is. */
    static final NetworkAddress NOBODY = NetworkAddress.parse("192.0.2.1");

    CapabilityRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R4.1 MUST: a session's capabilities never change, and callers cannot change them")
    void required_r401_capabilitiesAreFixed() {
        Set<Capability> capabilities = scene.first().capabilities();
        Set<Capability> before = Set.copyOf(capabilities);
        scene.guest();

        assertThatThrownBy(capabilities::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(scene.first().capabilities()).isEqualTo(before);
    }

    @Test
    @DisplayName("R4.2 MUST: a command without its capability is refused, and nothing happens to the VM")
    void required_r402_commandsAreRefused() {
        Guest guest = scene.guest();
        Map<Capability, ThrowingCallable> lacking = new EnumMap<>(commands(guest));
        lacking.keySet().removeAll(guest.home().capabilities());
        if (lacking.isEmpty()) {
            throw skipped("the hosts can do all of them");
        }

        lacking.forEach(CapabilityRules::assertRefused);
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
    }

    private Map<Capability, ThrowingCallable> commands(Guest guest) {
        DriverSession session = guest.home();
        return Map.of(
                Capability.CPU_PINNING, () -> session.pin(guest.id(), CpuSet.of(0)),
                Capability.DEFINE, () -> session.define(kit.definition(scene.newName())),
                Capability.PAUSE, () -> session.pause(guest.id()),
                Capability.SAVE_RESTORE, () -> session.save(guest.id(), kit.stateFile("kit-refused")),
                Capability.LIFECYCLE_EVENTS, () -> session.subscribe(event -> {}),
                Capability.CPU_SCHEDULING, () -> session.setCpuSchedule(guest.id(), CpuSchedule.ofWeight(512)),
                Capability.MEMORY_TARGET, () -> session.setMemoryTarget(guest.id(), DataSize.ofMebibytes(64)),
                Capability.POST_COPY_RECOVERY,
                        () -> session.recoverPostCopy(guest.id(), guest.away(), MigrationRequest.live()),
                Capability.DIRTY_RATE, () -> session.measureDirtyRate(guest.id(), Duration.ofSeconds(1)));
    }

    private static void assertRefused(Capability capability, ThrowingCallable call) {
        assertThatThrownBy(call)
                .as("%s", capability)
                .isInstanceOfSatisfying(
                        UnsupportedCapabilityException.class,
                        refusal -> assertThat(refusal.capability()).isEqualTo(capability));
    }

    @Test
    @DisplayName("R4.3 MUST: a migration that needs more than there is is refused, and the VM stays")
    void required_r403_requestsAreRefused() {
        Guest guest = scene.guest();
        Map<Capability, MigrationRequest> lacking = new EnumMap<>(requests());
        lacking.keySet().removeAll(guest.home().capabilities());
        if (lacking.isEmpty()) {
            throw skipped("the hosts can do all of them");
        }

        lacking.forEach((capability, request) -> assertRefused(capability, () -> scene.migrate(guest, request)));
        assertThat(guest.state()).isEqualTo(VmState.RUNNING);
        assertThat(guest.isKnownTo(guest.away())).isFalse();
    }

    /** Returns a request for each capability that one can need; those of several are of the one that is checked first. */
    private static Map<Capability, MigrationRequest> requests() {
        Map<Capability, MigrationRequest> requests = new EnumMap<>(Capability.class);
        for (MigrationMode mode : List.of(
                new MigrationMode.PostCopy(new MigrationMode.Trigger.OnRequest()),
                new MigrationMode.StopAndCopy(),
                new MigrationMode.Offline(),
                new MigrationMode.SuspendCopyResume(Buffer.DISK),
                new MigrationMode.SuspendCopyResume(Buffer.MEMORY))) {
            requests.put(
                    mode.requiredCapability(),
                    MigrationRequest.builder().mode(mode).build());
        }
        DataRate rate = DataRate.ofMebibytesPerSecond(8);
        requests.put(
                Capability.BANDWIDTH_LIMIT,
                MigrationRequest.builder().bandwidth(rate).build());
        requests.put(
                Capability.DOWNTIME_LIMIT,
                MigrationRequest.builder().downtime(Duration.ofMillis(300)).build());
        requests.put(
                Capability.AUTO_CONVERGE,
                MigrationRequest.builder()
                        .autoConverge(new AutoConverge(20, 10))
                        .build());
        for (Compression method : Compression.values()) {
            requests.put(
                    method.requiredCapability(),
                    MigrationRequest.builder().compression(method).build());
        }
        requests.put(
                Capability.COMPRESSION_CACHE,
                MigrationRequest.builder()
                        .compressionCache(DataSize.ofMebibytes(8))
                        .build());
        requests.put(
                Capability.POST_COPY_BANDWIDTH,
                MigrationRequest.builder().postCopyBandwidth(rate).build());
        requests.put(
                Capability.SWITCH_OVER_BANDWIDTH,
                MigrationRequest.builder().switchOverBandwidth(rate).build());
        requests.put(
                Capability.CLIENT_DRIVEN,
                MigrationRequest.builder().clientDriven().build());
        requests.put(
                Capability.PARALLEL_CONNECTIONS,
                MigrationRequest.builder().parallelConnections(2).build());
        requests.put(
                Capability.TLS_TRANSFER,
                MigrationRequest.builder().tlsTransfer().build());
        requests.put(
                Capability.TLS_HOSTNAME,
                MigrationRequest.builder().tlsHostname("other").build());
        requests.put(Capability.ZERO_COPY, MigrationRequest.builder().zeroCopy().build());
        requests.put(
                Capability.TUNNELLED_TRANSFER,
                MigrationRequest.builder().tunnelled().build());
        requests.put(
                Capability.STORAGE_COPY,
                MigrationRequest.builder().storageCopy(StorageCopy.FULL).build());
        requests.put(
                Capability.RENAME,
                MigrationRequest.builder().destinationName("renamed").build());
        requests.put(
                Capability.CHANGE_DEFINITION,
                MigrationRequest.builder().destinationDefinition("changed").build());
        requests.put(
                Capability.ARRIVE_PAUSED,
                MigrationRequest.builder().arrivePaused().build());
        requests.put(
                Capability.MIGRATION_ADDRESS,
                MigrationRequest.builder().migrationAddress(NOBODY).build());
        requests.put(
                Capability.LISTEN_ADDRESS,
                MigrationRequest.builder().listenAddress(NOBODY).build());
        return requests;
    }

    @Test
    @DisplayName("R4.4 MUST: a running migration refuses what the session cannot do, and goes on")
    void required_r404_jobsRefuse() {
        Guest guest = scene.guest();
        Set<Capability> capabilities = guest.home().capabilities();
        MigrationJob job = scene.migrate(guest, lasting(guest));
        Map<Capability, ThrowingCallable> lacking = new EnumMap<>(Map.<Capability, ThrowingCallable>of(
                Capability.ADJUST_BANDWIDTH,
                () -> job.requestBandwidth(DataRate.ofMebibytesPerSecond(4)),
                Capability.ADJUST_DOWNTIME,
                () -> job.requestDowntime(Duration.ofMillis(100)),
                Capability.POST_COPY,
                job::requestPostCopy,
                Capability.FORCED_SWITCH_OVER,
                job::requestSwitchOver,
                Capability.COMPRESSION_CACHE,
                () -> job.requestCompressionCache(DataSize.ofMebibytes(8)),
                Capability.CANCEL,
                job::requestCancel));
        lacking.keySet().removeAll(capabilities);
        if (lacking.isEmpty()) {
            throw skipped("the hosts can do all of them");
        }

        lacking.forEach(CapabilityRules::assertRefused);
        assertThat(job.state().isFinal()).isFalse();
    }

    @Test
    @DisplayName("R4.5 MAY: sessions to different hosts differ in what they can do")
    void untested_r405_hostsMayDiffer() {
        untestable("both are right");
    }
}
