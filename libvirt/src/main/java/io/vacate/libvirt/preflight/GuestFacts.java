package io.vacate.libvirt.preflight;

import io.vacate.libvirt.host.Platform;
import io.vacate.libvirt.xml.DomainXml;
import io.vacate.libvirt.xml.SafeXml;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSSerializer;

/**
 * What matters of a VM's definition when it is to run elsewhere.
 *
 * @param platform what it runs on
 * @param cpu its CPU, if the definition has one
 * @param disks its disks, drives without a medium included
 * @param nics its network cards
 * @param bound what ties it to its host besides, each for people
 */
public record GuestFacts(
        Platform platform, Optional<GuestCpu> cpu, List<GuestDisk> disks, List<GuestNic> nics, List<String> bound) {
    /** Copies the lists. */
    public GuestFacts {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        bound = List.copyOf(bound);
    }

    /**
     * A guest's CPU.
     *
     * @param mode how it is chosen, such as {@code "custom"} or {@code "host-passthrough"}
     * @param isChecked whether libvirt insists on each of its features
     * @param xml the {@code <cpu>}
     */
    public record GuestCpu(String mode, boolean isChecked, String xml) {
        /** Tells whether the guest sees the CPU of its host, whatever that is. */
        public boolean isOfItsHost() {
            return mode.equals("host-passthrough") || mode.equals("maximum");
        }
    }

    /**
     * A drive.
     *
     * @param target name in the guest, such as {@code "vda"}
     * @param device {@code "disk"}, {@code "cdrom"}, …
     * @param type {@code "file"}, {@code "block"}, {@code "network"}, …
     * @param source path on the host; empty for none
     * @param cache cache mode; empty for the default
     * @param readOnly whether the guest cannot write to it
     * @param shareable whether other guests use it at the same time
     */
    public record GuestDisk(
            String target,
            String device,
            String type,
            String source,
            String cache,
            boolean readOnly,
            boolean shareable) {
        /** Tells whether it is a path on its host. */
        public boolean isPath() {
            return (type.equals("file") || type.equals("block")) && !source.isEmpty();
        }

        /** Tells whether libvirt copies it where storage is to be copied. */
        public boolean isCopied() {
            return !readOnly && !shareable && device.equals("disk");
        }
    }

    /**
     * A network card.
     *
     * @param type {@code "network"}, {@code "bridge"}, {@code "direct"}, …
     * @param source what of the host it is connected to; empty for nothing that has a name
     */
    public record GuestNic(String type, String source) {}

    /** Reads them from a definition. */
    public static GuestFacts of(DomainXml xml) {
        Element root = xml.root();
        Platform platform = new Platform(
                xml.type(),
                SafeXml.find(root, "os")
                        .map(os -> SafeXml.attribute(os, "type", "arch"))
                        .orElse(""),
                SafeXml.find(root, "os")
                        .map(os -> SafeXml.attribute(os, "type", "machine"))
                        .orElse(""),
                SafeXml.text(root, "devices", "emulator"));
        return new GuestFacts(
                platform,
                SafeXml.find(root, "cpu").map(GuestFacts::cpu),
                xml.devices("disk").stream().map(GuestFacts::disk).toList(),
                xml.devices("interface").stream().map(GuestFacts::nic).toList(),
                BoundDevices.of(xml));
    }

    private static GuestCpu cpu(Element cpu) {
        return new GuestCpu(
                cpu.getAttribute("mode").isEmpty() ? "custom" : cpu.getAttribute("mode"),
                !cpu.getAttribute("check").equals("none"),
                text(cpu));
    }

    private static GuestDisk disk(Element disk) {
        String device = disk.getAttribute("device");
        String file = SafeXml.attribute(disk, "source", "file");
        return new GuestDisk(
                SafeXml.attribute(disk, "target", "dev"),
                device.isEmpty() ? "disk" : device,
                disk.getAttribute("type"),
                file.isEmpty() ? SafeXml.attribute(disk, "source", "dev") : file,
                SafeXml.attribute(disk, "driver", "cache"),
                SafeXml.find(disk, "readonly").isPresent(),
                SafeXml.find(disk, "shareable").isPresent());
    }

    private static GuestNic nic(Element nic) {
        String type = nic.getAttribute("type");
        String attribute = type.equals("direct") ? "dev" : type;
        return new GuestNic(type, SafeXml.attribute(nic, "source", attribute));
    }

    private static String text(Element element) {
        Object writing = element.getOwnerDocument().getImplementation().getFeature("LS", "3.0");
        if (!(writing instanceof DOMImplementationLS able)) {
            throw new IllegalStateException("The JDK cannot write XML");
        }
        LSSerializer serializer = able.createLSSerializer();
        serializer.getDomConfig().setParameter("xml-declaration", false);
        return serializer.writeToString(element);
    }
}
