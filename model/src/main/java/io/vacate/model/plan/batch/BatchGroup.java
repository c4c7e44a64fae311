package io.vacate.model.plan.batch;

import java.util.HashSet;
import java.util.List;

/**
 * VMs that are bound to each other.
 *
 * @param kind how
 * @param vms names of the VMs, at least two, each once
 */
public record BatchGroup(Kind kind, List<String> vms) {
    /** How VMs are bound. */
    public enum Kind {
        /** When the batch has ended they are all on one host. */
        TOGETHER,
        /** When the batch has ended no two are on one host. */
        APART,
        /** At no time are two on one host; one that moves is on both. */
        SPREAD
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there are fewer than two VMs, or one comes twice
     */
    public BatchGroup {
        vms = List.copyOf(vms);
        if (vms.size() < 2 || new HashSet<>(vms).size() != vms.size()) {
            throw new IllegalArgumentException("vms %s of a group must be at least two, each once".formatted(vms));
        }
    }
}
