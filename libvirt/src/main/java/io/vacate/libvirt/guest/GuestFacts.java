package io.vacate.libvirt.guest;

import io.vacate.libvirt.host.Platform;
import io.vacate.libvirt.xml.DomainXml;
import io.vacate.libvirt.xml.GuestMemory;
import io.vacate.libvirt.xml.SafeXml;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * What matters of a VM's definition when it is to run elsewhere.
 *
 * @param platform what it runs on
 * @param cpu its CPU, if the definition has one
 * @param memory its memory, and what of its host it is bound to
 * @param disks its disks, drives without a medium included
 * @param nics its network cards
 * @param bound what ties it to its host besides
 * @param paths files that it needs wherever it runs
 * @param ports numbers that it brings along, and that must be free where it runs
 * @param resources what it refers to of its host's libvirt
 */
public record GuestFacts(
        Platform platform,
        Optional<GuestCpu> cpu,
        GuestMemory memory,
        List<GuestDisk> disks,
        List<GuestNic> nics,
        List<BoundDevice> bound,
        List<HostPath> paths,
        List<FixedPort> ports,
        List<HostResource> resources) {
    /** Copies the lists. */
    public GuestFacts {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        bound = List.copyOf(bound);
        paths = List.copyOf(paths);
        ports = List.copyOf(ports);
        resources = List.copyOf(resources);
    }

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
        List<GuestDisk> disks = xml.devices("disk").stream().map(GuestDisk::of).toList();
        List<GuestNic> nics =
                xml.devices("interface").stream().map(GuestNic::of).toList();
        return new GuestFacts(
                platform,
                SafeXml.find(root, "cpu").map(GuestCpu::of),
                GuestMemory.of(root),
                disks,
                nics,
                BoundDevices.of(xml),
                HostPath.of(root),
                FixedPort.of(xml),
                HostResource.of(xml, disks, nics));
    }
}
