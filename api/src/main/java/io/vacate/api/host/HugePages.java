package io.vacate.api.host;

import io.vacate.api.unit.DataSize;

/**
 * A host's huge pages of one size: memory that is set aside for VMs which ask for it, and for nothing else.
 *
 * @param pageSize size of a page, more than 0
 * @param total memory in such pages
 * @param free what of it no VM has; at most {@code total}
 */
public record HugePages(DataSize pageSize, DataSize total, DataSize free) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if {@code pageSize} is 0, or {@code free} exceeds {@code total}
     */
    public HugePages {
        if (pageSize.isZero()) {
            throw new IllegalArgumentException("pageSize must be more than 0");
        }
        if (free.compareTo(total) > 0) {
            throw new IllegalArgumentException("free (%s) must not exceed total (%s)".formatted(free, total));
        }
    }
}
