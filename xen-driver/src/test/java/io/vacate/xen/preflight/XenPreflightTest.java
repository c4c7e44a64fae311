package io.vacate.xen.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vacate.api.host.Capability;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.libvirt.guest.GuestFacts;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.host.Presence;
import io.vacate.libvirt.preflight.HostFacts;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.xml.DomainXml;
import java.util.EnumSet;
import java.util.Optional;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is concluded from a definition and from what hosts answer; what all libvirt hosts share is tested with QEMU's. */
class XenPreflightTest {
    private final HostFacts source = host("xen://one/system");
    private final HostFacts destination = host("xen://two/system");

    private static HostFacts host(String name) {
        HostFacts host = mock();
        when(host.name()).thenReturn(name);
        when(host.hostName()).thenReturn("node");
        when(host.libvirt()).thenReturn(new LibvirtVersion(9, 0, 0));
        when(host.hypervisorName()).thenReturn("Xen");
        when(host.capabilities()).thenReturn(EnumSet.allOf(Capability.class));
        when(host.file(any())).thenReturn(Presence.ACTIVE);
        when(host.platformObstacle(any())).thenReturn(Optional.empty());
        when(host.fileSystem(any())).thenReturn(Optional.empty());
        when(host.stored(any())).thenReturn(Optional.empty());
        when(host.holder(any())).thenReturn(Optional.empty());
        return host;
    }

    @BeforeEach
    void bothAreAlike() {
        versions("4.17", "4.17");
        cpus("Xeon", "Xeon");
    }

    private void versions(String here, String there) {
        when(source.hypervisor()).thenReturn(version(here));
        when(destination.hypervisor()).thenReturn(version(there));
    }

    private static LibvirtVersion version(String text) {
        String[] parts = text.split("\\.", 2);
        return new LibvirtVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), 0);
    }

    private void cpus(String here, String there) {
        when(source.cpu()).thenReturn(new CpuInfo("x86_64", here, 1, 0));
        when(destination.cpu()).thenReturn(new CpuInfo("x86_64", there, 1, 0));
    }

    private ListAssert<Finding> assertFindings(String devices) {
        GuestFacts guest = GuestFacts.of(DomainXml.parse(
                "<domain type='xen'><os><type arch='x86_64' machine='xenpv'>linux</type></os><devices>%s</devices></domain>"
                        .formatted(devices)));
        return assertThat(
                XenPreflight.findings(new Move(guest, source, destination, MigrationRequest.live(), Optional.empty())));
    }

    @Test
    void alike_nothingIsFound() {
        assertFindings("<disk type='block'><source dev='/dev/vg/web'/><target dev='xvda'/></disk>")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4.17, 4.16, true", "4.17, 4.18, false", "4.17, 3.99, true", "4.17, 5.0, false"})
    void olderXen_isARisk(String here, String there, boolean risky) {
        versions(here, there);

        assertFindings("").hasSize(risky ? 1 : 0).allSatisfy(found -> {
            assertThat(found.severity()).isEqualTo(Severity.RISK);
            assertThat(found.check()).isEqualTo(Check.VERSION);
            assertThat(found.message()).contains(here).contains(there);
        });
    }

    @Test
    void otherCpu_isARisk() {
        cpus("Xeon", "Opteron");

        assertFindings("").singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Severity.RISK);
            assertThat(found.check()).isEqualTo(Check.CPU);
            assertThat(found.message()).contains("Xeon").contains("Opteron");
        });
    }

    @Test
    void platformThatTheDestinationLacks_isABlocker() {
        when(destination.platformObstacle(any())).thenReturn(Optional.of("no PV"));

        assertFindings("").singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Severity.BLOCKER);
            assertThat(found.message()).contains("xenpv").contains("no PV");
        });
    }

    @Test
    void deviceOfTheHost_isABlocker_asLibxlRefusesIt() {
        assertFindings("<hostdev mode='subsystem' type='pci'/>").singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Severity.BLOCKER);
            assertThat(found.check()).isEqualTo(Check.DEVICE);
            assertThat(found.message()).contains("PCI");
        });
    }

    @Test
    void diskThatIsNotThere_isABlocker() {
        when(destination.file("/images/web")).thenReturn(Presence.ABSENT);

        assertFindings("<disk type='file'><source file='/images/web'/><target dev='xvda'/></disk>")
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.BLOCKER));
    }
}
