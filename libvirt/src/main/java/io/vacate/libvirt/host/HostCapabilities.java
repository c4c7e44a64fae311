package io.vacate.libvirt.host;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.host.HostId;
import io.vacate.libvirt.xml.SafeXml;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.w3c.dom.Element;

/**
 * What libvirt's capabilities XML says of a host.
 *
 * @param id the host's UUID
 * @param architecture its instruction set, such as {@code "x86_64"}
 * @param cpuModel its CPU model; empty if it tells none
 * @param domainTypes what guests of its own architecture can run as, such as {@code "kvm"} and {@code "qemu"}
 * @param topology its CPUs and NUMA nodes
 */
public record HostCapabilities(
        HostId id, String architecture, String cpuModel, Set<String> domainTypes, HostTopology topology) {
    /** Copies the set. */
    public HostCapabilities {
        domainTypes = Set.copyOf(domainTypes);
    }

    /** Capabilities of a host whose CPUs and nodes are not known. */
    public HostCapabilities(HostId id, String architecture, String cpuModel, Set<String> domainTypes) {
        this(id, architecture, cpuModel, domainTypes, HostTopology.UNKNOWN);
    }

    /**
     * Reads the XML.
     *
     * @throws OperationFailedException if it has no host UUID: without one, two names of one host cannot be told from two
     *     hosts
     */
    static HostCapabilities parse(String xml) {
        Element root = SafeXml.parse(xml);
        return of(root, new HostId(uuid(SafeXml.text(root, "host", "uuid"))));
    }

    /** Reads the XML of a host that has no UUID; one is made of its name. */
    static HostCapabilities parse(String xml, String hostName) {
        return of(SafeXml.parse(xml), new HostId(UUID.nameUUIDFromBytes(hostName.getBytes(StandardCharsets.UTF_8))));
    }

    private static HostCapabilities of(Element root, HostId id) {
        String architecture = SafeXml.text(root, "host", "cpu", "arch");
        return new HostCapabilities(
                id,
                architecture,
                SafeXml.text(root, "host", "cpu", "model"),
                domainTypes(root, architecture),
                HostTopology.of(root));
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException malformed) {
            throw new OperationFailedException(
                    "The host's UUID ('%s') cannot be read; set host_uuid in its libvirtd.conf".formatted(text));
        }
    }

    private static Set<String> domainTypes(Element root, String architecture) {
        Set<String> types = new HashSet<>();
        for (Element guest : SafeXml.children(root, "guest")) {
            for (Element arch : SafeXml.children(guest, "arch")) {
                if (arch.getAttribute("name").equals(architecture)) {
                    SafeXml.children(arch, "domain").forEach(domain -> types.add(domain.getAttribute("type")));
                }
            }
        }
        return types;
    }
}
