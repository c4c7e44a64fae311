package io.vacate.libvirt.guest;

import io.vacate.libvirt.xml.DomainXml;
import io.vacate.libvirt.xml.SafeXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.w3c.dom.Element;

/**
 * A number of which a host has only one, and which a VM brings along.
 *
 * @param kind what it is, such as {@code "TCP port"} or {@code "vsock address"}
 * @param number its value
 * @param use what the VM uses it for, for people
 */
public record FixedPort(String kind, int number, String use) {
    /** Finds those that are written down, rather than chosen by each host. */
    public static List<FixedPort> of(DomainXml xml) {
        List<FixedPort> ports = new ArrayList<>();
        for (Element graphics : xml.devices("graphics")) {
            if (!graphics.getAttribute("autoport").equals("yes")) {
                String type = graphics.getAttribute("type").toUpperCase(Locale.ROOT);
                add(ports, "TCP port", graphics.getAttribute("port"), type + " display");
                add(ports, "TCP port", graphics.getAttribute("tlsPort"), type + " display");
            }
        }
        for (Element vsock : xml.devices("vsock")) {
            SafeXml.find(vsock, "cid")
                    .filter(cid -> !cid.getAttribute("auto").equals("yes"))
                    .ifPresent(cid -> add(ports, "vsock address", cid.getAttribute("address"), "vsock device"));
        }
        for (String kind : List.of("serial", "parallel", "channel", "console")) {
            for (Element device : xml.devices(kind)) {
                if (BoundDevices.isRepeated(kind, device)) {
                    continue;
                }
                for (Element source : SafeXml.children(device, "source")) {
                    if (device.getAttribute("type").equals("tcp")
                            && source.getAttribute("mode").equals("bind")) {
                        add(ports, "TCP port", source.getAttribute("service"), kind + " device");
                    }
                }
            }
        }
        return ports;
    }

    private static void add(List<FixedPort> ports, String kind, String number, String use) {
        if (number.matches("[1-9][0-9]{0,9}")) {
            ports.add(new FixedPort(kind, (int) Math.min(Integer.MAX_VALUE, Long.parseLong(number)), use));
        }
    }

    /** Tells whether two VMs cannot have both of these on one host. */
    public boolean isSameAs(FixedPort other) {
        return kind.equals(other.kind) && number == other.number;
    }
}
