package io.vacate.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The VM's state does not allow the operation, such as migrating a VM that is off. Nothing has changed.
 */
public final class VmStateException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Says what happened in {@code message}. */
    public VmStateException(String message) {
        this(message, null);
    }

    /** Says what happened in {@code message}, and what the hypervisor said. */
    public VmStateException(String message, @Nullable NativeError nativeError) {
        super(message, nativeError, null);
    }
}
