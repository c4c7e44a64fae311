package io.vacate.libvirt.guest;

import io.vacate.libvirt.xml.SafeXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * A file that a VM needs on whatever host it is to run.
 *
 * @param what what it is, for people, such as {@code "kernel"}
 * @param path absolute path
 * @param instead another file with which the VM can do instead; empty if there is none
 */
public record HostPath(String what, String path, Optional<String> instead) {
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
        return List.copyOf(paths);
    }

    private static void add(List<HostPath> paths, String what, String path) {
        if (path.startsWith("/")) {
            paths.add(new HostPath(what, path, Optional.empty()));
        }
    }
}
