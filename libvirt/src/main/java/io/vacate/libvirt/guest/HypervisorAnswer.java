package io.vacate.libvirt.guest;

import java.util.Optional;

/**
 * What the source's hypervisor itself says when it is asked whether it would begin a migration.
 *
 * @param isAsked whether it could be asked
 * @param refusal why it refuses, whatever is forced; empty if it does not
 * @param unsafeStorage why it takes the VM's storage for unsafe, which can be forced; empty if it does not
 */
public record HypervisorAnswer(boolean isAsked, Optional<String> refusal, Optional<String> unsafeStorage) {
    /** Nobody could ask. */
    public static final HypervisorAnswer NONE = new HypervisorAnswer(false, Optional.empty(), Optional.empty());

    /** Tells whether it said that it refuses nothing. */
    public boolean allows() {
        return isAsked && refusal.isEmpty();
    }

    /** Tells whether it said that the storage is safe. */
    public boolean trustsStorage() {
        return isAsked && unsafeStorage.isEmpty();
    }
}
