package io.vacate.api.error;

import org.jspecify.annotations.Nullable;

/** A migration that had started did not succeed. The outcome that carries this error says where the VM is. */
public final class MigrationFailedException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Says what happened in {@code message}. */
    public MigrationFailedException(String message) {
        super(message, null, null);
    }

    /** Says what happened in {@code message}, and what the hypervisor said where it did. */
    public MigrationFailedException(String message, @Nullable NativeError nativeError) {
        super(message, nativeError, null);
    }

    /** Says what happened in {@code message}, and because of which other error. */
    public MigrationFailedException(String message, Throwable cause) {
        super(
                message,
                cause instanceof HypervisorException known ? known.nativeError().orElse(null) : null,
                cause);
    }
}
