package io.vacate.model.plan.batch;

/** Whether a host runs. */
public enum HostState {
    /** It is up, and may have VMs. */
    ONLINE,
    /** It is switched off, and has none. */
    OFFLINE
}
