package io.vacate.api.preflight;

/** What is checked before a migration starts. */
public enum Check {
    /** Source and destination are different hosts. */
    HOSTS,
    /** Both hosts have the same driver. */
    DRIVER,
    /** The source can do what is requested. */
    CAPABILITY,
    /** The hypervisor takes the limits that are requested; a note says what it rounds. */
    LIMIT,
    /** The VM's state allows it. */
    VM_STATE,
    /** The VM is not active at the destination already. */
    IDENTITY,
    /** No other VM has its name there. */
    NAME,
    /** There is memory for it at the destination. */
    MEMORY,
    /** The destination's CPU can run what the VM was started on. */
    CPU,
    /** Both hypervisors can be trusted with the migration. */
    HYPERVISOR,
    /** The destination can reach the VM's disks. */
    DISK,
    /** The destination has the networks to which the VM is connected. */
    NETWORK,
    /** A device that is bound to its host is in the way. */
    DEVICE,
    /** The buffers of a suspend-copy-resume can hold the VM's state. */
    BUFFER,
    /** The source can reach the destination. */
    ADDRESS
}
