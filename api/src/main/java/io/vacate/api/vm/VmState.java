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
    /** It crashed, and its host keeps what is left. */
    CRASHED,
    /** The guest put itself to sleep. */
    SUSPENDED,
    /** The hypervisor reports a state unknown to this library. */
    UNKNOWN;

    /** Tells whether the VM holds memory of its host: it runs, is paused, asleep or about to end. */
    public boolean isActive() {
        return switch (this) {
            case RUNNING, PAUSED, SHUTTING_DOWN, SUSPENDED -> true;
            case SHUT_OFF, CRASHED, UNKNOWN -> false;
        };
    }
}
