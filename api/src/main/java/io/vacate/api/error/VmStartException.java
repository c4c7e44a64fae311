package io.vacate.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A host could not start the process that would run a VM, such as its QEMU. Another host may be able to. The VM is off, or
 * where it came from: a migration that ends with this says where in its outcome.
 */
public final class VmStartException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Says what happened in {@code message}, and what the hypervisor said. */
    public VmStartException(String message, @Nullable NativeError nativeError) {
        super(message, nativeError, null);
    }
}
