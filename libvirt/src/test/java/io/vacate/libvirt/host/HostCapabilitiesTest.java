package io.vacate.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.OperationFailedException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HostCapabilitiesTest {
    private static final String XML = """
            <capabilities>
              <host>
                <uuid>%s</uuid>
                <cpu><arch>x86_64</arch><model>EPYC</model></cpu>
              </host>
              <guest>
                <os_type>hvm</os_type>
                <arch name='i686'><domain type='tcg-of-another-architecture'/></arch>
              </guest>
              <guest>
                <os_type>hvm</os_type>
                <arch name='x86_64'><domain type='qemu'/><domain type='kvm'/></arch>
              </guest>
            </capabilities>
            """;

    @Test
    void parse_readsIdentityCpuAndDomainTypes() {
        UUID uuid = UUID.fromString("76616361-7465-4000-8000-000000000001");

        HostCapabilities capabilities = HostCapabilities.parse(XML.formatted(uuid));

        assertThat(capabilities.id().uuid()).isEqualTo(uuid);
        assertThat(capabilities.architecture()).isEqualTo("x86_64");
        assertThat(capabilities.cpuModel()).isEqualTo("EPYC");
        assertThat(capabilities.domainTypes()).containsExactlyInAnyOrder("qemu", "kvm");
    }

    @Test
    void parse_noUuid_isAnErrorWithTheNextStep() {
        assertThatThrownBy(() -> HostCapabilities.parse(XML.formatted("")))
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("host_uuid");
    }

    @Test
    void parse_hostWithoutUuid_isToldByItsName() {
        String xml = "<capabilities><host><cpu><arch>x86_64</arch></cpu></host></capabilities>";

        assertThat(HostCapabilities.parse(xml, "x1").id())
                .isEqualTo(HostCapabilities.parse(xml, "x1").id())
                .isNotEqualTo(HostCapabilities.parse(xml, "x2").id());
    }
}
