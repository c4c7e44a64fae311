package io.vacate.api.migration;

/** Whether the VM's definition outlives the VM at its destination. In each case the source keeps none. */
public enum Persistence {
    /** As it was at the source. */
    KEEP,
    /** The destination keeps the definition when the VM ends. */
    PERSISTENT,
    /** The destination forgets the VM when it ends. */
    TRANSIENT
}
