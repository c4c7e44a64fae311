package io.vacate.libvirt.preflight;

import io.vacate.libvirt.xml.DomainXml;
import io.vacate.libvirt.xml.SafeXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.w3c.dom.Element;

/** Devices that are a part of the host, or of its file system, as texts for people. */
final class BoundDevices {
    private static final Set<String> HOST_PATHS = Set.of("file", "dev", "pipe");

    private BoundDevices() {}

    static List<String> of(DomainXml xml) {
        List<String> bound = new ArrayList<>();
        for (Element device : xml.devices("hostdev")) {
            String type = device.getAttribute("type");
            bound.add(
                    type.equals("usb")
                            ? "a USB device of its host"
                            : "a %s device of its host, which moves only if the device itself can be migrated"
                                    .formatted(type.toUpperCase(Locale.ROOT)));
        }
        for (Element filesystem : xml.devices("filesystem")) {
            bound.add("the directory '%s' of its host".formatted(SafeXml.attribute(filesystem, "source", "dir")));
        }
        for (String kind : List.of("serial", "parallel")) {
            for (Element port : xml.devices(kind)) {
                if (HOST_PATHS.contains(port.getAttribute("type"))) {
                    bound.add("a %s port that is '%s' of its host"
                            .formatted(kind, SafeXml.attribute(port, "source", "path")));
                }
            }
        }
        return bound;
    }
}
