package io.vacate.api.host;

import io.vacate.api.unit.DataSize;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A host's memory at one moment.
 *
 * @param total physical memory
 * @param free memory that nothing has taken at this moment, caches that can be dropped included; at most {@code total}
 * @param promised what the active VMs may take, touched or not, the hypervisor's own share included; more than {@code total}
 *     where a host is overcommitted
 * @param hugePages memory that is set aside as huge pages, and is not part of {@code free}; one entry for each size
 */
public record HostMemory(DataSize total, DataSize free, DataSize promised, List<HugePages> hugePages) {
    /**
     * Checks the sizes and copies the list.
     *
     * @throws IllegalArgumentException if {@code free} exceeds {@code total}
     */
    public HostMemory {
        if (free.compareTo(total) > 0) {
            throw new IllegalArgumentException("free (%s) must not exceed total (%s)".formatted(free, total));
        }
        hugePages = List.copyOf(hugePages);
    }

    /** The memory of a host that gives its VMs all of theirs when they start, and has no huge pages. */
    public HostMemory(DataSize total, DataSize free) {
        this(total, free, total.minusOrZero(free), List.of());
    }

    /** Returns this with what is promised to VMs. */
    public HostMemory withPromised(DataSize value) {
        return new HostMemory(total, free, value, hugePages);
    }

    /** Returns this with as much less free as files in main memory hold, which look like caches and cannot be dropped. */
    public HostMemory withFilesInMemory(DataSize files) {
        return new HostMemory(total, free.minusOrZero(files), promised, hugePages);
    }

    /** Returns this with huge pages. */
    public HostMemory withHugePages(List<HugePages> value) {
        return new HostMemory(total, free, promised, value);
    }

    /** Returns what is taken: total less free. */
    public DataSize used() {
        return total.minusOrZero(free);
    }

    /** Returns what is promised to no VM: total less promised, and 0 on an overcommitted host. */
    public DataSize unpromised() {
        return total.minusOrZero(promised);
    }

    /**
     * Returns the memory that new VMs may be given: what is free, and promised to nobody.
     *
     * @param overcommits whether promises may exceed what the host has; then it is all that is free
     */
    public DataSize room(boolean overcommits) {
        return overcommits ? free : free.min(unpromised());
    }

    /**
     * Returns the huge pages of a size.
     *
     * @param pageSize size of a page; 0 for the smallest that the host has
     * @return empty if the host has none of that size
     */
    public Optional<HugePages> hugePages(DataSize pageSize) {
        return pageSize.isZero()
                ? hugePages.stream()
                        .filter(pages -> !pages.total().isZero())
                        .min(Comparator.comparing(HugePages::pageSize))
                : hugePages.stream()
                        .filter(pages -> pages.pageSize().equals(pageSize))
                        .findFirst();
    }
}
