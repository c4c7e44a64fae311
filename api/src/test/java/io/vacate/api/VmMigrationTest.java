package io.vacate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.host.Hypervisor;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the facade refuses before a driver hears of it. */
class VmMigrationTest {
    private static final VmStatus RUNNING = new VmStatus(VmState.RUNNING, StateReason.BOOTED);
    private static final VmId WEB = new VmId(new UUID(0, 1));
    private static final VmId OTHER = new VmId(new UUID(0, 2));

    private final DriverSession source = session("kvm+tcp://one/system", 1);
    private final DriverSession destination = session("kvm+tcp://two/system", 2);
    private final MigrationJob job = mock(MigrationJob.class);

    @BeforeEach
    void webRunsOnTheSource() {
        when(source.vms()).thenReturn(List.of(new VmSummary(WEB, "web", RUNNING)));
        when(source.status(WEB)).thenReturn(RUNNING);
        VmConfig config =
                VmConfig.builder("web", DataSize.ofMebibytes(512)).id(WEB).build();
        when(source.config(WEB)).thenReturn(config);
        when(source.memoryNeeded(config)).thenReturn(DataSize.ofMebibytes(600));
        when(source.migrate(any(), any(), any())).thenReturn(job);
        when(destination.vms()).thenReturn(List.of());
        when(destination.memory()).thenReturn(memory(1024));
    }

    @Test
    void migrateTo_asksTheDriverOnceAllHolds() {
        MigrationRequest request = MigrationRequest.live();

        assertThat(web().migrateTo(new DefaultHost(destination), request)).isSameAs(job);
        verify(source).migrate(WEB, destination, request);
    }

    @Test
    void migrateTo_sameHostThroughAnotherUri_isRefused() {
        assertRefused(session("kvm+tls://one.example/system", 1), MigrationRequest.live())
                .isInstanceOf(SameHostException.class)
                .hasMessageContaining("kvm+tcp://one/system")
                .hasMessageContaining("kvm+tls://one.example/system");
    }

    @Test
    void migrateTo_anotherDriver_isRefused() {
        assertRefused(session("xen+tcp://three/system", 3), MigrationRequest.live())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different drivers");
    }

    @Test
    void migrateTo_missingCapability_isRefused() {
        MigrationRequest limited = MigrationRequest.builder()
                .bandwidth(DataRate.ofMebibytesPerSecond(1))
                .build();

        assertRefused(destination, limited)
                .isInstanceOf(UnsupportedCapabilityException.class)
                .hasMessageContaining("BANDWIDTH_LIMIT");
    }

    @Test
    void migrateTo_vmThatIsOff_isRefused() {
        when(source.status(WEB)).thenReturn(new VmStatus(VmState.SHUT_OFF, StateReason.DESTROYED));

        assertRefused(destination, MigrationRequest.live())
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("'web'")
                .hasMessageContaining("shut off");
    }

    @Test
    void migrateTo_nameTakenThere_isRefused() {
        when(destination.vms()).thenReturn(List.of(new VmSummary(OTHER, "web", RUNNING)));

        assertRefused(destination, MigrationRequest.live())
                .isInstanceOf(DuplicateVmException.class)
                .hasMessageContaining("another VM named 'web'");
    }

    @Test
    void migrateTo_severalThingsInTheWay_tellsThemAll() {
        when(source.status(WEB)).thenReturn(new VmStatus(VmState.SHUT_OFF, StateReason.DESTROYED));
        when(destination.vms()).thenReturn(List.of(new VmSummary(OTHER, "web", RUNNING)));

        assertRefused(destination, MigrationRequest.live())
                .isInstanceOfSatisfying(
                        MigrationRefusedException.class,
                        refused -> assertThat(refused.findings())
                                .extracting(Finding::check)
                                .containsExactly(Check.VM_STATE, Check.NAME))
                .hasMessageContaining("not running")
                .hasMessageContaining("another VM named 'web'");
    }

    @Test
    void migrateTo_driverFindsARisk_isRefusedUnlessForced() {
        when(source.preflight(any(), any(), any()))
                .thenReturn(List.of(new Finding(Severity.RISK, Check.VERSION, "it corrupts memory")));

        assertRefused(destination, MigrationRequest.live())
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContaining("it corrupts memory");
        assertThat(web().migrateTo(
                                new DefaultHost(destination),
                                MigrationRequest.builder().force(Check.VERSION).build()))
                .isSameAs(job);
    }

    @Test
    void migrateTo_sameVmActiveThere_isRefused() {
        when(destination.vms()).thenReturn(List.of(new VmSummary(WEB, "web", RUNNING)));

        assertRefused(destination, MigrationRequest.live())
                .isInstanceOf(DuplicateVmException.class)
                .hasMessageContaining("this very VM");
    }

    @Test
    void migrateTo_sameVmDefinedButOffThere_isAllowed() {
        when(destination.vms())
                .thenReturn(List.of(new VmSummary(WEB, "web", new VmStatus(VmState.SHUT_OFF, StateReason.MIGRATED))));

        assertThat(web().migrateTo(new DefaultHost(destination), MigrationRequest.live()))
                .isSameAs(job);
    }

    @Test
    void migrateTo_noRoomThere_isRefusedWithBothSizes() {
        when(destination.memory()).thenReturn(memory(599));

        assertRefused(destination, MigrationRequest.live())
                .isInstanceOf(InsufficientCapacityException.class)
                .hasMessageContaining("600 MiB")
                .hasMessageContaining("599 MiB");
    }

    @Test
    void vm_isFoundByNameAndById() {
        DefaultHost host = new DefaultHost(source);

        assertThat(host.vm("web").id()).isEqualTo(WEB);
        assertThat(host.vm(WEB.toString()).name()).isEqualTo("web");
        assertThatThrownBy(() -> host.vm("ghost"))
                .isInstanceOf(UnknownVmException.class)
                .hasMessageContaining("'ghost'")
                .hasMessageContaining("kvm+tcp://one/system");
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            DriverSession to, MigrationRequest request) {
        var assertion = assertThatThrownBy(() -> web().migrateTo(new DefaultHost(to), request));
        verify(source, never()).migrate(any(), any(), any());
        return assertion;
    }

    private VM web() {
        return new DefaultHost(source).vm("web");
    }

    private static HostMemory memory(long freeMebibytes) {
        return new HostMemory(DataSize.ofMebibytes(4096), DataSize.ofMebibytes(freeMebibytes));
    }

    private static DriverSession session(String uri, long id) {
        DriverSession session = mock(DriverSession.class);
        when(session.uri()).thenReturn(HostUri.parse(uri));
        when(session.capabilities()).thenReturn(EnumSet.of(Capability.PRE_COPY));
        when(session.info())
                .thenReturn(new HostInfo(
                        new HostId(new UUID(9, id)),
                        "host" + id,
                        new Hypervisor("QEMU", "10.0.2", ""),
                        new CpuInfo("x86_64", "", 2, 0),
                        DataSize.ofMebibytes(4096)));
        return session;
    }
}
