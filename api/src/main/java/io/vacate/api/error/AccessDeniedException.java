package io.vacate.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The host was reached and refused this caller: credentials, a certificate or a permission is missing. Nothing has
 * changed.
 */
public final class AccessDeniedException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Says what happened in {@code message}. */
    public AccessDeniedException(String message) {
        this(message, null);
    }

    /** Says what happened in {@code message}, and what the hypervisor said. */
    public AccessDeniedException(String message, @Nullable NativeError nativeError) {
        super(message, nativeError, null);
    }
}
