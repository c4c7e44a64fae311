package io.vacate.libvirt.guest;

import io.vacate.libvirt.xml.SafeXml;
import org.w3c.dom.Element;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSSerializer;

/**
 * A guest's CPU.
 *
 * @param mode how it is chosen, such as {@code "custom"} or {@code "host-passthrough"}
 * @param isChecked whether libvirt insists on each of its features
 * @param hasModel whether it names a model, rather than only a topology
 * @param hasInvariantTsc whether the guest counts on a time-stamp counter of constant speed
 * @param xml the {@code <cpu>}
 */
public record GuestCpu(String mode, boolean isChecked, boolean hasModel, boolean hasInvariantTsc, String xml) {
    static GuestCpu of(Element cpu) {
        boolean invariant = SafeXml.children(cpu, "feature").stream()
                .anyMatch(feature -> feature.getAttribute("name").equals("invtsc")
                        && !feature.getAttribute("policy").matches("disable|forbid"));
        return new GuestCpu(
                cpu.getAttribute("mode").isEmpty() ? "custom" : cpu.getAttribute("mode"),
                !cpu.getAttribute("check").equals("none"),
                SafeXml.find(cpu, "model").isPresent(),
                invariant,
                text(cpu));
    }

    /** Tells whether the guest sees the CPU of its host, whatever that is. */
    public boolean isOfItsHost() {
        return mode.equals("host-passthrough") || mode.equals("maximum");
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
