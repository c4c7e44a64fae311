package io.vacate.libvirt.guest;

import io.vacate.libvirt.xml.SafeXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * A file or directory that a VM needs on whatever host it is to run.
 *
 * @param what what it is, for people, such as {@code "kernel"}
 * @param path absolute path
 * @param isDirectory whether it is a directory
 * @param instead another file with which the VM can do instead; empty if there is none
 */
public record HostPath(String what, String path, boolean isDirectory, Optional<String> instead) {
    /** What libvirt makes by itself for each VM. */
    private static final String LIBVIRTS_OWN = "/var/lib/libvirt/qemu/";

    /** Finds them in a domain's XML. */
    static List<HostPath> of(Element root) {
        List<HostPath> paths = new ArrayList<>();
        for (String what : List.of("kernel", "initrd", "dtb", "loader")) {
            add(paths, what.equals("loader") ? "firmware" : what, SafeXml.text(root, "os", what));
        }
        SafeXml.find(root, "os", "nvram").ifPresent(nvram -> {
            String template = nvram.getAttribute("template");
            if (template.startsWith("/")) {
                paths.add(new HostPath(
                        "template of the firmware's variables",
                        template,
                        false,
                        Optional.of(nvram.getTextContent().trim()).filter(own -> own.startsWith("/"))));
            }
        });
        SafeXml.find(root, "os", "acpi")
                .map(acpi -> SafeXml.children(acpi, "table"))
                .orElse(List.of())
                .forEach(
                        table -> add(paths, "ACPI table", table.getTextContent().trim()));
        SafeXml.find(root, "devices")
                .map(SafeXml::children)
                .orElse(Stream.of())
                .forEach(device -> add(paths, "ROM of a device", SafeXml.attribute(device, "rom", "file")));
        SafeXml.find(root, "devices").ifPresent(devices -> {
            for (String kind : List.of("serial", "parallel", "console", "channel")) {
                SafeXml.children(devices, kind).forEach(port -> portDirectory(kind, port, paths));
            }
            SafeXml.children(devices, "disk").stream()
                    .map(disk -> SafeXml.attribute(disk, "source", "dir"))
                    .filter(directory -> directory.startsWith("/"))
                    .forEach(directory -> paths.add(new HostPath("directory", directory, true, Optional.empty())));
        });
        return List.copyOf(paths);
    }

    /** A file or socket of a port is made where it is missing, but for its directory. */
    private static void portDirectory(String kind, Element port, List<HostPath> paths) {
        String path = SafeXml.attribute(port, "source", "path");
        boolean isMade = port.getAttribute("type").equals("file")
                || (port.getAttribute("type").equals("unix")
                        && SafeXml.attribute(port, "source", "mode").equals("bind"));
        int slash = path.lastIndexOf('/');
        if (isMade && slash > 0) {
            HostPath directory = new HostPath(
                    "directory of the %s port".formatted(kind), path.substring(0, slash), true, Optional.empty());
            if (!BoundDevices.isRepeated(kind, port)
                    && !directory.path().startsWith(LIBVIRTS_OWN)
                    && !paths.contains(directory)) {
                paths.add(directory);
            }
        }
    }

    private static void add(List<HostPath> paths, String what, String path) {
        if (path.startsWith("/")) {
            paths.add(new HostPath(what, path, false, Optional.empty()));
        }
    }
}
