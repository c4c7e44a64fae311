package io.vacate.api.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a hypervisor refused or failed to do. There is one final subclass for each thing that a caller can do
 * about it. The message names the thing and the value, says what state is left, and what to do next where there is
 * something.
 *
 * <p>Immutable and thread-safe.
 */
public abstract sealed class HypervisorException extends RuntimeException
        permits AccessDeniedException,
                DuplicateVmException,
                HostUnreachableException,
                InsufficientCapacityException,
                InvalidDefinitionException,
                MigrationFailedException,
                MigrationRefusedException,
                NoDriverException,
                OperationFailedException,
                SameHostException,
                SessionClosedException,
                UnknownVmException,
                UnsupportedCapabilityException,
                UnsupportedVersionException,
                VmStartException,
                VmStateException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable NativeError nativeError;

    /** For subclasses. */
    HypervisorException(String message, @Nullable NativeError nativeError, @Nullable Throwable cause) {
        super(message, cause);
        this.nativeError = nativeError;
    }

    /** Returns what the hypervisor itself said; empty where the library found out by itself. */
    public Optional<NativeError> nativeError() {
        return Optional.ofNullable(nativeError);
    }
}
