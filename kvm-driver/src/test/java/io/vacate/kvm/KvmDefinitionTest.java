package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.HostId;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.Boot;
import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.NicConfig;
import io.vacate.api.vm.VmConfig;
import io.vacate.libvirt.host.HostCapabilities;
import io.vacate.libvirt.xml.DomainXml;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvmDefinitionTest {
    private static final HostCapabilities EMULATING = host(Set.of("qemu"));
    private static final HostCapabilities ACCELERATING = host(Set.of("qemu", "kvm"));

    @Test
    void write_isReadBackAsItWas() {
        VmConfig config = VmConfig.builder("it's \"a\" <ünïcödé> & vm", DataSize.ofMebibytes(256))
                .vcpus(3)
                .boot(new Boot.DirectKernel("/boot/k", "/boot/i", "console=ttyS0 a=\"<b>\""))
                .disk(new DiskConfig("vda", "/images/a&b.qcow2", "qcow2", false, false))
                .disk(new DiskConfig("vdb", "/dev/vg/shared", "raw", true, true))
                .disk(new DiskConfig("hdc", "", "", false, true))
                .nic(new NicConfig("52:54:00:77:00:01", "bridge", "br0", "virtio"))
                .nic(new NicConfig("52:54:00:77:00:02", "user", "", ""))
                .build();

        assertThat(DomainXml.parse(KvmDefinition.write(config, EMULATING)).config())
                .isEqualTo(config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"]]>", "<!--", "&lt;", "'\"", "日本語 🖥", "a  b", "<domain>"})
    void write_anyName_staysOneName(String name) {
        VmConfig config = VmConfig.builder(name, DataSize.ofMebibytes(64)).build();

        assertThat(DomainXml.parse(KvmDefinition.write(config, EMULATING)).name())
                .isEqualTo(name);
    }

    @Test
    void write_acceleratedWhereTheHostCan() {
        VmConfig config = VmConfig.builder("vm", DataSize.ofMebibytes(64)).build();

        assertThat(DomainXml.parse(KvmDefinition.write(config, ACCELERATING)).type())
                .isEqualTo("kvm");
        assertThat(DomainXml.parse(KvmDefinition.write(config, EMULATING)).type())
                .isEqualTo("qemu");
    }

    private static HostCapabilities host(Set<String> types) {
        return new HostCapabilities(new HostId(new UUID(0, 1)), "x86_64", "", types);
    }
}
