package io.vacate.libvirt.guest;

import io.vacate.libvirt.xml.SafeXml;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * A drive.
 *
 * @param target name in the guest, such as {@code "vda"}
 * @param device {@code "disk"}, {@code "lun"}, {@code "cdrom"} or {@code "floppy"}
 * @param type what its source is: {@code "file"}, {@code "block"}, {@code "network"}, {@code "volume"}, …
 * @param source path on the host, or what stands for it, such as {@code "rbd:vms/db"} or {@code "pool/volume"}; empty for a
 *     drive without a medium
 * @param cache cache mode; empty for the default
 * @param readOnly whether the guest cannot write to it
 * @param shareable whether other guests use it at the same time
 * @param isTransient whether its changes are thrown away when the VM ends
 * @param isLayered whether a running VM's image lies on another
 * @param startupPolicy what libvirt does where the source is missing
 */
public record GuestDisk(
        String target,
        String device,
        String type,
        String source,
        String cache,
        boolean readOnly,
        boolean shareable,
        boolean isTransient,
        boolean isLayered,
        StartupPolicy startupPolicy) {
    private static final Set<String> REMOVABLE = Set.of("cdrom", "floppy");

    /** What libvirt does about a source that is missing. */
    public enum StartupPolicy {
        /** Refuses to go on: the default. */
        MANDATORY,
        /** Needs it when the VM boots, and ejects it when the VM arrives where it is missing. */
        REQUISITE,
        /** Ejects it wherever it is missing. */
        OPTIONAL
    }

    static GuestDisk of(Element disk) {
        String device = disk.getAttribute("device");
        return new GuestDisk(
                SafeXml.attribute(disk, "target", "dev"),
                device.isEmpty() ? "disk" : device,
                disk.getAttribute("type"),
                SafeXml.find(disk, "source").map(GuestDisk::source).orElse(""),
                SafeXml.attribute(disk, "driver", "cache"),
                SafeXml.find(disk, "readonly").isPresent() || device.equals("cdrom"),
                SafeXml.find(disk, "shareable").isPresent(),
                SafeXml.find(disk, "transient").isPresent(),
                SafeXml.find(disk, "backingStore", "source").isPresent(),
                policy(SafeXml.attribute(disk, "source", "startupPolicy")));
    }

    private static String source(Element source) {
        String volume = source.getAttribute("volume");
        if (!volume.isEmpty()) {
            return source.getAttribute("pool") + "/" + volume;
        }
        String protocol = source.getAttribute("protocol");
        String name = List.of("file", "dev", "name", "dir", "path").stream()
                .map(source::getAttribute)
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
        return protocol.isEmpty() ? name : protocol + ":" + name;
    }

    private static StartupPolicy policy(String text) {
        return switch (text) {
            case "requisite" -> StartupPolicy.REQUISITE;
            case "optional" -> StartupPolicy.OPTIONAL;
            default -> StartupPolicy.MANDATORY;
        };
    }

    /** Tells whether it is a path on its host. */
    public boolean isPath() {
        return (type.equals("file") || type.equals("block")) && !source.isEmpty();
    }

    /** Tells whether it is a file in a directory of its host. */
    public boolean isFile() {
        return type.equals("file") && source.startsWith("/");
    }

    /** Tells whether the medium can be taken out: a CD-ROM or floppy drive. */
    public boolean isRemovable() {
        return REMOVABLE.contains(device);
    }

    /** Tells whether a copy of the storage may concern it at all: a disk that the guest alone writes to. */
    public boolean canBeCopied() {
        return !readOnly && !shareable && !source.isEmpty() && !isRemovable();
    }

    /** Returns the storage pool in which its source is named; empty if it is named otherwise. */
    public Optional<String> pool() {
        int slash = source.indexOf('/');
        return type.equals("volume") && slash > 0 ? Optional.of(source.substring(0, slash)) : Optional.empty();
    }
}
