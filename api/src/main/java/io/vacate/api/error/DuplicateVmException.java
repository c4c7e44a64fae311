package io.vacate.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A VM of that identity or name is there already. Nothing has changed.
 */
public final class DuplicateVmException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Says what happened in {@code message}. */
    public DuplicateVmException(String message) {
        this(message, null);
    }

    /** Says what happened in {@code message}, and what the hypervisor said. */
    public DuplicateVmException(String message, @Nullable NativeError nativeError) {
        super(message, nativeError, null);
    }
}
