package io.vacate.api.vm;

import java.time.Instant;

/**
 * Something that happened to a VM on one host.
 *
 * @param vm identity of the VM
 * @param name its name on that host
 * @param kind what happened
 * @param reason why, as far as the hypervisor tells
 * @param time when the driver learned of it
 */
public record VmEvent(VmId vm, String name, Kind kind, StateReason reason, Instant time) {
    /** What can happen to a VM. */
    public enum Kind {
        /** Its definition was added or changed. */
        DEFINED,
        /** Its definition was removed. */
        UNDEFINED,
        /** It began to exist on this host: started, restored or migrated here. */
        STARTED,
        /** Its CPUs were stopped. */
        PAUSED,
        /** Its CPUs run again. */
        RESUMED,
        /** It ceased to exist on this host: ended, saved or migrated away; {@link VmEvent#reason()} tells which. */
        STOPPED,
        /** The guest was asked to shut down. */
        SHUTTING_DOWN,
        /** The guest put itself to sleep. */
        SUSPENDED,
        /** It crashed. */
        CRASHED
    }
}
