package io.vacate.xen;

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

class XenDefinitionTest {
    private static final HostCapabilities HOST =
            new HostCapabilities(new HostId(new UUID(0, 1)), "x86_64", "", Set.of("xen"));

    @Test
    void write_isReadBackAsItWas() {
        VmConfig config = VmConfig.builder("it's \"a\" <ünïcödé> & vm", DataSize.ofMebibytes(96))
                .vcpus(2)
                .boot(new Boot.DirectKernel("/boot/k", "/boot/i", "console=hvc0 a=\"<b>\""))
                .disk(new DiskConfig("xvda", "/images/a&b.qcow2", "qcow2", false, false))
                .disk(new DiskConfig("xvdb", "/dev/vg/shared", "raw", true, true))
                .nic(new NicConfig("00:16:3e:77:00:01", "bridge", "br0", ""))
                .build();

        DomainXml written = DomainXml.parse(XenDefinition.write(config, HOST));

        assertThat(written.config()).isEqualTo(config);
        assertThat(written.type()).isEqualTo("xen");
        assertThat(written.devices("disk"))
                .allSatisfy(disk -> assertThat(disk.getElementsByTagName("target")
                                .item(0)
                                .getAttributes()
                                .getNamedItem("bus")
                                .getNodeValue())
                        .isEqualTo("xen"));
    }

    @Test
    void write_withoutKernel_bootsFromItsDisk() {
        VmConfig config = VmConfig.builder("vm", DataSize.ofMebibytes(96))
                .disk(new DiskConfig("xvda", "/images/a", "raw", false, false))
                .build();

        assertThat(XenDefinition.write(config, HOST)).contains("<bootloader>pygrub</bootloader>");
    }
}
