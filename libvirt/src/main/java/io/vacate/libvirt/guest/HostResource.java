package io.vacate.libvirt.guest;

import io.vacate.libvirt.xml.DomainXml;
import io.vacate.libvirt.xml.SafeXml;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * Something that a host's libvirt knows by a name of its own, and a VM refers to.
 *
 * @param kind what it is
 * @param name how the VM refers to it
 */
public record HostResource(Kind kind, String name) {
    /** What a VM may refer to. */
    public enum Kind {
        /** A secret, by its UUID: a key or password of storage. */
        SECRET("secret"),
        /** A secret by its use, such as {@code "ceph:client.libvirt"}. */
        SECRET_USAGE("secret for the use"),
        /** A network filter. */
        FILTER("network filter"),
        /** A storage pool. */
        POOL("storage pool");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Returns what it is called in messages. */
        public String words() {
            return words;
        }
    }

    static List<HostResource> of(DomainXml xml, List<GuestDisk> disks, List<GuestNic> nics) {
        Set<HostResource> found = new LinkedHashSet<>();
        xml.devices("disk").stream().flatMap(HostResource::secrets).forEach(secret -> {
            String uuid = secret.getAttribute("uuid");
            String usage = secret.getAttribute("usage");
            if (!uuid.isEmpty()) {
                found.add(new HostResource(Kind.SECRET, uuid));
            } else if (!usage.isEmpty()) {
                found.add(new HostResource(Kind.SECRET_USAGE, secret.getAttribute("type") + ":" + usage));
            }
        });
        disks.stream()
                .flatMap(disk -> disk.pool().stream())
                .forEach(pool -> found.add(new HostResource(Kind.POOL, pool)));
        nics.stream()
                .map(GuestNic::filter)
                .filter(filter -> !filter.isEmpty())
                .forEach(filter -> found.add(new HostResource(Kind.FILTER, filter)));
        return List.copyOf(found);
    }

    private static Stream<Element> secrets(Element element) {
        return SafeXml.children(element)
                .flatMap(child -> child.getTagName().equals("secret") ? Stream.of(child) : secrets(child));
    }
}
