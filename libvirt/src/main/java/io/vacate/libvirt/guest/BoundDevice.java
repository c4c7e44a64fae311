package io.vacate.libvirt.guest;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Severity;

/**
 * Something of a VM that ties it to its host, or keeps it from being migrated.
 *
 * @param severity what it means where nobody could ask the hypervisor
 * @param check what it is about
 * @param isHypervisorsToSay whether the hypervisor tells beforehand whether it refuses this; if it does not refuse, it is worth
 *     no more than a note
 * @param message a sentence for people that begins with what the VM has, and says what follows
 */
public record BoundDevice(Severity severity, Check check, boolean isHypervisorsToSay, String message) {
    /** Something that no migration can take along. */
    static BoundDevice blocker(String message) {
        return new BoundDevice(Severity.BLOCKER, Check.DEVICE, false, message);
    }

    /** Something that hypervisors refuse, some of them not always. */
    static BoundDevice refused(String message) {
        return new BoundDevice(Severity.BLOCKER, Check.DEVICE, true, message);
    }

    /** Something that the destination ought to have as well. */
    static BoundDevice note(String message) {
        return new BoundDevice(Severity.NOTE, Check.DEVICE, false, message);
    }
}
