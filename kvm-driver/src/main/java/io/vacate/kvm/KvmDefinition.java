package io.vacate.kvm;

import io.vacate.api.vm.Boot;
import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.NicConfig;
import io.vacate.api.vm.VmConfig;
import io.vacate.libvirt.host.HostCapabilities;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes a configuration as libvirt's domain XML for QEMU: accelerated where the host can, with
 * QEMU's own CPU model, which every host has and which thus migrates anywhere. Names may have any characters; the writer escapes them.
 */
final class KvmDefinition {
    private final XMLStreamWriter xml;

    private KvmDefinition(XMLStreamWriter xml) {
        this.xml = xml;
    }

    static String write(VmConfig config, HostCapabilities host) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new KvmDefinition(writer).domain(config, host);
            writer.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException("Writing to memory failed", impossible);
        }
        return text.toString();
    }

    private void domain(VmConfig config, HostCapabilities host) throws XMLStreamException {
        open("domain", "type", host.domainTypes().contains("kvm") ? "kvm" : "qemu");
        text("name", config.name());
        text("uuid", config.id().toString());
        open("memory", "unit", "b");
        xml.writeCharacters(Long.toString(config.memory().bytes()));
        xml.writeEndElement();
        text("vcpu", Integer.toString(config.vcpus()));
        boot(config.boot(), host.architecture());
        xml.writeStartElement("features");
        empty("acpi");
        xml.writeEndElement();
        xml.writeStartElement("devices");
        for (DiskConfig disk : config.disks()) {
            disk(disk);
        }
        for (NicConfig nic : config.nics()) {
            nic(nic);
        }
        open("console", "type", "pty");
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void boot(Boot boot, String architecture) throws XMLStreamException {
        xml.writeStartElement("os");
        open("type", "arch", architecture);
        xml.writeCharacters("hvm");
        xml.writeEndElement();
        if (boot instanceof Boot.DirectKernel direct) {
            text("kernel", direct.kernel());
            if (!direct.initrd().isEmpty()) {
                text("initrd", direct.initrd());
            }
            text("cmdline", direct.commandLine());
        }
        xml.writeEndElement();
    }

    private void disk(DiskConfig disk) throws XMLStreamException {
        boolean device = disk.source().startsWith("/dev/");
        boolean drive = disk.source().isEmpty();
        open("disk", "type", device ? "block" : "file", "device", drive ? "cdrom" : "disk");
        if (!disk.format().isEmpty()) {
            empty("driver", "name", "qemu", "type", disk.format());
        }
        if (!drive) {
            empty("source", device ? "dev" : "file", disk.source());
        }
        empty("target", "dev", disk.target(), "bus", bus(disk.target()));
        if (disk.readOnly()) {
            empty("readonly");
        }
        if (disk.shared()) {
            empty("shareable");
        }
        xml.writeEndElement();
    }

    private static String bus(String target) {
        if (target.startsWith("vd")) {
            return "virtio";
        }
        return target.startsWith("sd") ? "scsi" : "ide";
    }

    private void nic(NicConfig nic) throws XMLStreamException {
        open("interface", "type", nic.type());
        if (!nic.macAddress().isEmpty()) {
            empty("mac", "address", nic.macAddress());
        }
        if (!nic.source().isEmpty()) {
            empty("source", nic.type(), nic.source());
        }
        if (!nic.model().isEmpty()) {
            empty("model", "type", nic.model());
        }
        xml.writeEndElement();
    }

    private void open(String element, String... attributes) throws XMLStreamException {
        xml.writeStartElement(element);
        attributes(attributes);
    }

    private void empty(String element, String... attributes) throws XMLStreamException {
        xml.writeEmptyElement(element);
        attributes(attributes);
    }

    private void attributes(String... namesAndValues) throws XMLStreamException {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            xml.writeAttribute(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    private void text(String element, String content) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeCharacters(content);
        xml.writeEndElement();
    }
}
