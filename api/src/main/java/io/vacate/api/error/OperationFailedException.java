package io.vacate.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The hypervisor failed in a way that no other type describes. The message says what is left; ask the host for the rest.
 */
public final class OperationFailedException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Says what happened in {@code message}. */
    public OperationFailedException(String message) {
        this(message, null);
    }

    /** Says what happened in {@code message}, and what the hypervisor said. */
    public OperationFailedException(String message, @Nullable NativeError nativeError) {
        super(message, nativeError, null);
    }
}
