package io.vacate.libvirt.guest;

import io.vacate.libvirt.xml.SafeXml;
import org.w3c.dom.Element;

/**
 * A network card.
 *
 * @param type {@code "network"}, {@code "bridge"}, {@code "direct"}, …
 * @param network the libvirt network that it is connected to; a running VM's card may have another type beside it. Empty if
 *     it names none
 * @param source the bridge or interface of the host that it is connected to; empty for nothing that has a name
 * @param isOpenVswitch whether the bridge is one of Open vSwitch
 * @param filter name of the network filter that guards it; empty if none does
 */
public record GuestNic(String type, String network, String source, boolean isOpenVswitch, String filter) {
    static GuestNic of(Element nic) {
        String type = nic.getAttribute("type");
        String attribute = type.equals("direct") ? "dev" : "bridge";
        return new GuestNic(
                type,
                SafeXml.attribute(nic, "source", "network"),
                SafeXml.attribute(nic, "source", attribute),
                SafeXml.attribute(nic, "virtualport", "type").equals("openvswitch"),
                SafeXml.attribute(nic, "filterref", "filter"));
    }
}
