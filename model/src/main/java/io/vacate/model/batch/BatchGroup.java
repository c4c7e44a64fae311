package io.vacate.model.batch;

import java.util.HashSet;
import java.util.List;

/**
 * VMs whose places depend on each other.
 *
 * @param kind what holds for their places
 * @param vms ids of the VMs, at least two, each once
 */
public record BatchGroup(Kind kind, List<String> vms) {
    /** What holds for the places of a group's VMs. */
    public enum Kind {
        /** When the batch has ended, all are on one host. */
        TOGETHER,
        /** When the batch has ended, no two are on one host. */
        APART,
        /** At no time are two on one host; a VM that moves counts on its source and on its destination. */
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
