package io.vacate.libvirt.host;

import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.xml.MemorySize;
import io.vacate.libvirt.xml.SafeXml;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.w3c.dom.Element;

/**
 * The CPUs and NUMA nodes of a host, as its capabilities tell them. Empty where it does not tell.
 *
 * @param nodes numbers of its NUMA nodes
 * @param cpus numbers of its CPUs
 * @param hugePages memory set aside in huge pages when the host was opened, by the size of the page; sizes that the host could
 *     have and has none of are there as well
 */
public record HostTopology(Set<Integer> nodes, Set<Integer> cpus, Map<DataSize, DataSize> hugePages) {
    /** Nothing is known. */
    static final HostTopology UNKNOWN = new HostTopology(Set.of(), Set.of(), Map.of());

    /** Copies the collections. */
    public HostTopology {
        nodes = Set.copyOf(nodes);
        cpus = Set.copyOf(cpus);
        hugePages = Map.copyOf(hugePages);
    }

    static HostTopology of(Element capabilities) {
        List<Element> cells = SafeXml.find(capabilities, "host", "topology", "cells")
                .map(all -> SafeXml.children(all, "cell"))
                .orElse(List.of());
        Set<Integer> nodes = new HashSet<>();
        Set<Integer> cpus = new HashSet<>();
        TreeMap<DataSize, DataSize> pages = new TreeMap<>();
        for (Element cell : cells) {
            number(cell, nodes);
            SafeXml.find(cell, "cpus")
                    .map(all -> SafeXml.children(all, "cpu"))
                    .orElse(List.of())
                    .forEach(cpu -> number(cpu, cpus));
            for (Element page : SafeXml.children(cell, "pages")) {
                DataSize size = MemorySize.ofAttributeOrZero(page, "size");
                long count = Long.parseLong(page.getTextContent().trim());
                pages.merge(size, DataSize.ofBytes(Math.multiplyExact(size.bytes(), count)), DataSize::plus);
            }
        }
        // The smallest pages are those that all memory has that is not set aside.
        pages.pollFirstEntry();
        return new HostTopology(nodes, cpus, pages);
    }

    private static void number(Element element, Set<Integer> numbers) {
        String id = element.getAttribute("id");
        if (id.matches("[0-9]{1,6}")) {
            numbers.add(Integer.valueOf(id));
        }
    }
}
