package io.vacate.libvirt.xml;

import io.vacate.api.unit.DataSize;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * A guest's memory, and where on its host it must lie.
 *
 * @param configured all of it, memory devices included
 * @param current what a balloon leaves to the guest; all of it without one
 * @param hugePages how much of it is in huge pages, by the size of the page; a page size of 0 stands for the host's usual one
 * @param nodes the NUMA nodes of the host that it is bound to; empty for any
 * @param cpus the CPUs of the host that its virtual CPUs and threads are pinned to; empty for any
 */
public record GuestMemory(
        DataSize configured,
        DataSize current,
        Map<DataSize, DataSize> hugePages,
        Set<Integer> nodes,
        Set<Integer> cpus) {
    /** Copies the collections. */
    public GuestMemory {
        hugePages = Map.copyOf(hugePages);
        nodes = Set.copyOf(nodes);
        cpus = Set.copyOf(cpus);
    }

    /** Reads it from a domain's XML. */
    public static GuestMemory of(Element root) {
        DataSize configured = SafeXml.find(root, "memory").map(MemorySize::of).orElse(DataSize.ZERO);
        boolean hasBalloon = SafeXml.find(root, "devices", "memballoon")
                .map(balloon -> !balloon.getAttribute("model").equals("none"))
                .orElse(true);
        DataSize current = hasBalloon
                ? SafeXml.find(root, "currentMemory")
                        .map(MemorySize::of)
                        .orElse(configured)
                        .min(configured)
                : configured;
        return new GuestMemory(configured, current, hugePages(root, configured), nodes(root), cpus(root));
    }

    private static Map<DataSize, DataSize> hugePages(Element root, DataSize configured) {
        Optional<Element> huge = SafeXml.find(root, "memoryBacking", "hugepages");
        if (huge.isEmpty()) {
            return Map.of();
        }
        List<Element> pages = SafeXml.children(huge.get(), "page");
        if (pages.isEmpty()) {
            return Map.of(DataSize.ZERO, configured);
        }
        List<Element> cells = SafeXml.find(root, "cpu", "numa")
                .map(numa -> SafeXml.children(numa, "cell"))
                .orElse(List.of());
        Map<DataSize, DataSize> found = new TreeMap<>();
        if (cells.isEmpty()) {
            found.put(MemorySize.ofAttributeOrZero(pages.get(0), "size"), configured);
        }
        int number = 0;
        for (Element cell : cells) {
            int id = cell.getAttribute("id").matches("[0-9]{1,5}") ? Integer.parseInt(cell.getAttribute("id")) : number;
            page(pages, id)
                    .ifPresent(page -> found.merge(
                            MemorySize.ofAttributeOrZero(page, "size"),
                            MemorySize.ofAttributeOrZero(cell, "memory"),
                            DataSize::plus));
            number++;
        }
        return found;
    }

    /** Returns the kind of page that a cell of the guest has: the one for that cell, or else the one for all. */
    private static Optional<Element> page(List<Element> pages, int cell) {
        Optional<Element> own = pages.stream()
                .filter(page -> NumberSet.parse(page.getAttribute("nodeset")).contains(cell))
                .findFirst();
        return own.or(() -> pages.stream()
                .filter(page -> page.getAttribute("nodeset").isEmpty())
                .findFirst());
    }

    private static Set<Integer> nodes(Element root) {
        return SafeXml.find(root, "numatune")
                .map(tune -> union(
                        SafeXml.children(tune)
                                .filter(child -> child.getTagName().startsWith("mem")),
                        "nodeset"))
                .orElse(Set.of());
    }

    private static Set<Integer> cpus(Element root) {
        Set<Integer> cpus = new HashSet<>(SafeXml.find(root, "vcpu")
                .map(vcpu -> NumberSet.parse(vcpu.getAttribute("cpuset")))
                .orElse(Set.of()));
        SafeXml.find(root, "cputune")
                .map(tune -> union(
                        SafeXml.children(tune)
                                .filter(child -> child.getTagName().endsWith("pin")),
                        "cpuset"))
                .ifPresent(cpus::addAll);
        return cpus;
    }

    private static Set<Integer> union(Stream<Element> elements, String attribute) {
        Set<Integer> all = new HashSet<>();
        elements.forEach(element -> all.addAll(NumberSet.parse(element.getAttribute(attribute))));
        return all;
    }
}
