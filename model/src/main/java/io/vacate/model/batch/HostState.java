package io.vacate.model.batch;

/** Whether a host is on. */
public enum HostState {
    /** It is on, and may have VMs. */
    ONLINE,
    /** It is off, and has no VMs. */
    OFFLINE
}
