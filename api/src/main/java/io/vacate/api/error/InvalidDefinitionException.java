package io.vacate.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A VM's definition cannot be read, is unsafe to read, or was refused by the hypervisor. Nothing has changed.
 */
public final class InvalidDefinitionException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Says what happened in {@code message}. */
    public InvalidDefinitionException(String message) {
        this(message, null);
    }

    /** Says what happened in {@code message}, and what the hypervisor said. */
    public InvalidDefinitionException(String message, @Nullable NativeError nativeError) {
        super(message, nativeError, null);
    }
}
