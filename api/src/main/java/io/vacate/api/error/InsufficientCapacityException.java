package io.vacate.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A host, or all hosts offered together, lack room for what was asked. Another host may have it. Nothing has changed, unless a
 * migration ends with this: then its outcome says where the VM is.
 */
public final class InsufficientCapacityException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Says in {@code message} what needs how much, and how much there is where. */
    public InsufficientCapacityException(String message) {
        this(message, null);
    }

    /** Says what happened in {@code message}, and what the hypervisor said. */
    public InsufficientCapacityException(String message, @Nullable NativeError nativeError) {
        super(message, nativeError, null);
    }
}
