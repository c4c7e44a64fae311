package io.vacate.api.preflight;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is checked before a migration starts. A risk is accepted by the name of its check ({@link #parse}). */
public enum Check {
    /** Source and destination are different hosts. */
    HOSTS,
    /** Both hosts have the same driver. */
    DRIVER,
    /** The source can do what is requested. */
    CAPABILITY,
    /** The hypervisor takes the limits that are requested; a note says what it rounds. */
    LIMIT,
    /** The definition for the destination, where the request has one, is the VM's own. */
    DEFINITION,
    /** The VM's state allows it. */
    VM_STATE,
    /** The VM is not active at the destination already. */
    IDENTITY,
    /** No other VM has its name there. */
    NAME,
    /** There is memory for it at the destination. */
    MEMORY,
    /** The destination has not promised its memory to VMs that have not touched all of theirs yet. */
    OVERCOMMIT,
    /** The destination has the CPUs and NUMA nodes that the VM is pinned to. */
    PLACEMENT,
    /** The destination's CPU can run what the VM was started on. */
    CPU,
    /** The destination's hypervisor has the VM's machine type. */
    MACHINE,
    /** Both hypervisors' versions can be trusted with the migration. */
    VERSION,
    /** The hypervisor itself, asked beforehand, does not refuse it. */
    HYPERVISOR,
    /** The destination can reach the VM's disks. */
    DISK,
    /** The VM's disks are on storage, and have caches, that two hosts can share safely. */
    STORAGE,
    /** Copied disks overwrite nothing at the destination. */
    OVERWRITE,
    /** Snapshots and checkpoints, which do not move along. */
    SNAPSHOT,
    /** The destination has the networks to which the VM is connected. */
    NETWORK,
    /** A device that is bound to its host is in the way. */
    DEVICE,
    /** The buffers of a suspend-copy-resume can hold the VM's state. */
    BUFFER,
    /** The source can reach the destination. */
    ADDRESS;

    /** Returns its name as people write it, such as {@code "cpu"} or {@code "vm-state"}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds a check by its {@link #word()}, in any case.
     *
     * @throws IllegalArgumentException if there is none of that name; the message names it and all there are
     */
    public static Check parse(String word) {
        return Arrays.stream(values())
                .filter(check -> check.word().equalsIgnoreCase(word.replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is not the name of a check; checks are %s"
                        .formatted(
                                word, Arrays.stream(values()).map(Check::word).collect(Collectors.joining(", ")))));
    }
}
