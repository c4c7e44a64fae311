package io.vacate.kvm;

import io.vacate.api.vm.Boot;
import io.vacate.api.vm.VmConfig;
import io.vacate.libvirt.host.HostCapabilities;
import io.vacate.libvirt.xml.DomainXmlWriter;

/**
 * Writes a configuration as libvirt's domain XML for QEMU: accelerated where the host can, with
 * QEMU's own CPU model, which every host has and which thus migrates anywhere.
 */
final class KvmDefinition {
    private KvmDefinition() {}

    static String write(VmConfig config, HostCapabilities host) {
        DomainXmlWriter xml = new DomainXmlWriter()
                .open("domain", "type", host.domainTypes().contains("kvm") ? "kvm" : "qemu")
                .text("name", config.name())
                .text("uuid", config.id().toString())
                .memory(config.memory())
                .text("vcpu", Integer.toString(config.vcpus()));
        boot(xml, config.boot(), host.architecture());
        xml.open("features").empty("acpi").end();
        xml.open("devices");
        config.disks().forEach(disk -> xml.disk(disk, bus(disk.target())));
        config.nics().forEach(xml::nic);
        return xml.open("console", "type", "pty").end().end().end().toString();
    }

    private static void boot(DomainXmlWriter xml, Boot boot, String architecture) {
        xml.open("os").text("type", "hvm", "arch", architecture);
        if (boot instanceof Boot.DirectKernel direct) {
            xml.text("kernel", direct.kernel());
            if (!direct.initrd().isEmpty()) {
                xml.text("initrd", direct.initrd());
            }
            xml.text("cmdline", direct.commandLine());
        }
        xml.end();
    }

    private static String bus(String target) {
        if (target.startsWith("vd")) {
            return "virtio";
        }
        return target.startsWith("sd") ? "scsi" : "ide";
    }
}
