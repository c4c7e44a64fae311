package io.vacate.api.vm;

/** What a VM does. */
public enum VmState {
    /** It runs, or is blocked waiting for input and output. */
    RUNNING,
    /** Its CPUs are stopped; its state is in its host's memory. */
    PAUSED,
    /** It was asked to shut down and has not ended yet. */
    SHUTTING_DOWN,
    /** It is defined and off; saved state may exist. */
    SHUT_OFF,
    /** Its guest crashed, and its host keeps the process and the memory of it, for somebody to look at. */
    CRASHED,
    /** The guest put itself to sleep. */
    SUSPENDED,
    /** The hypervisor reports a state unknown to this library. */
    UNKNOWN;

    /** Tells whether the VM is known to hold memory of its host: it runs, is paused, asleep, about to end, or kept after a crash. */
    public boolean isActive() {
        return switch (this) {
            case RUNNING, PAUSED, SHUTTING_DOWN, SUSPENDED, CRASHED -> true;
            case SHUT_OFF, UNKNOWN -> false;
        };
    }

    /**
     * Tells whether the VM may hold memory of its host, and run: it is not known to be off. Whatever could start a VM a second
     * time, or switch its host off, asks this.
     */
    public boolean mayRun() {
        return this != SHUT_OFF;
    }
}
