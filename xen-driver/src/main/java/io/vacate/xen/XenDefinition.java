package io.vacate.xen;

import io.vacate.api.vm.Boot;
import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.VmConfig;
import io.vacate.libvirt.host.HostCapabilities;
import io.vacate.libvirt.xml.DomainXmlWriter;

/**
 * Writes a configuration as libvirt's domain XML for Xen: as a paravirtualised guest, which every Xen host can run. Without a
 * kernel on its host it boots the one on its first disk, which {@code pygrub} finds.
 */
final class XenDefinition {
    private static final String BOOT_LOADER = "pygrub";

    private XenDefinition() {}

    static String write(VmConfig config, HostCapabilities host) {
        DomainXmlWriter xml = new DomainXmlWriter()
                .open("domain", "type", "xen")
                .text("name", config.name())
                .text("uuid", config.id().toString())
                .memory(config.memory())
                .text("vcpu", Integer.toString(config.vcpus()));
        boot(xml, config.boot(), host.architecture());
        xml.open("devices");
        config.disks().forEach(disk -> xml.disk(disk, bus(disk)));
        config.nics().forEach(xml::nic);
        xml.open("console", "type", "pty").empty("target", "type", "xen", "port", "0");
        return xml.end().end().end().toString();
    }

    private static void boot(DomainXmlWriter xml, Boot boot, String architecture) {
        if (boot instanceof Boot.FromDisk) {
            xml.text("bootloader", BOOT_LOADER);
        }
        xml.open("os").text("type", "linux", "arch", architecture, "machine", "xenpv");
        if (boot instanceof Boot.DirectKernel direct) {
            xml.text("kernel", direct.kernel());
            if (!direct.initrd().isEmpty()) {
                xml.text("initrd", direct.initrd());
            }
            xml.text("cmdline", direct.commandLine());
        }
        xml.end();
    }

    private static String bus(DiskConfig disk) {
        if (disk.target().startsWith("xvd")) {
            return "xen";
        }
        return disk.target().startsWith("sd") ? "scsi" : "ide";
    }
}
