package io.vacate.libvirt.xml;

import io.vacate.api.error.InvalidDefinitionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * A disk that libvirt copies when it is asked to copy those that are not shared.
 *
 * @param target its name in the VM, such as {@code "vda"}
 * @param folder the folder of its image
 * @param file the image's name there
 * @param format the image's format, such as {@code "qcow2"}
 * @param backing what lies below it; empty if nothing does
 */
public record LocalDisk(String target, String folder, String file, String format, Optional<Backing> backing) {
    /**
     * An image below another.
     *
     * @param path its path
     * @param format its format
     */
    public record Backing(String path, String format) {}

    /**
     * Finds the disks in a domain's XML: image files that are neither shared nor read-only.
     *
     * @throws InvalidDefinitionException if the XML cannot be read
     */
    public static List<LocalDisk> of(String xml) {
        List<LocalDisk> found = new ArrayList<>();
        Element devices = SafeXml.find(SafeXml.parse(xml), "devices")
                .orElseThrow(
                        () -> new InvalidDefinitionException("The domain XML has no <devices>; nothing was changed"));
        for (Element disk : SafeXml.children(devices, "disk")) {
            String path = SafeXml.attribute(disk, "source", "file");
            boolean excepted = SafeXml.find(disk, "shareable").isPresent()
                    || SafeXml.find(disk, "readonly").isPresent();
            if (path.startsWith("/") && !excepted) {
                found.add(of(disk, path));
            }
        }
        return found;
    }

    private static LocalDisk of(Element disk, String path) {
        int slash = path.lastIndexOf('/');
        String format = SafeXml.attribute(disk, "driver", "type");
        return new LocalDisk(
                SafeXml.attribute(disk, "target", "dev"),
                slash == 0 ? "/" : path.substring(0, slash),
                path.substring(slash + 1),
                format.isEmpty() ? "raw" : format,
                backing(disk));
    }

    private static Optional<Backing> backing(Element disk) {
        return SafeXml.find(disk, "backingStore")
                .map(below -> new Backing(
                        SafeXml.attribute(below, "source", "file"), SafeXml.attribute(below, "format", "type")))
                .filter(below -> !below.path().isEmpty());
    }

    /** Returns the path of its image. */
    public String path() {
        return folder.equals("/") ? "/" + file : folder + "/" + file;
    }
}
