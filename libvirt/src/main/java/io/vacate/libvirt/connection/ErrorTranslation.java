package io.vacate.libvirt.connection;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.HostUri;

/** From libvirt's error numbers to the exceptions that callers can act upon. */
final class ErrorTranslation {
    private ErrorTranslation() {}

    /**
     * Translates the failure of a call on an open connection.
     *
     * @param error what libvirt said
     * @param uri the host that was asked
     * @param doing what was tried, completing the sentence "cannot …"
     * @param subject the VM concerned, by name or UUID; empty for none
     * @param connected whether the connection still stands
     */
    static HypervisorException translate(
            LibvirtError error, HostUri uri, String doing, String subject, boolean connected) {
        if (!connected) {
            return new HostUnreachableException(
                    uri,
                    "the connection broke while this was asked: %s; it may have been done (%s)"
                            .formatted(doing, error.message()),
                    error.toNative());
        }
        if (error.isAccessDenied()) {
            return new AccessDeniedException(message(error, uri, doing), error.toNative());
        }
        return switch (error.code()) {
            case LibvirtError.NO_DOMAIN -> new UnknownVmException(subject, uri);
            case LibvirtError.DOM_EXIST -> new DuplicateVmException(message(error, uri, doing), error.toNative());
            case LibvirtError.OPERATION_INVALID -> new VmStateException(message(error, uri, doing), error.toNative());
            case LibvirtError.XML_ERROR,
                    LibvirtError.XML_DETAIL,
                    LibvirtError.XML_INVALID_SCHEMA,
                    LibvirtError.CONFIG_UNSUPPORTED ->
                new InvalidDefinitionException(message(error, uri, doing), error.toNative());
            case LibvirtError.MIGRATE_UNSAFE ->
                new MigrationRefusedException(message(error, uri, doing), error.toNative());
            default -> new OperationFailedException(message(error, uri, doing), error.toNative());
        };
    }

    /** Translates the failure to open a connection. */
    static HypervisorException translateOpening(LibvirtError error, HostUri uri) {
        if (error.isAccessDenied()) {
            return new AccessDeniedException(
                    "%s refused this caller: %s".formatted(uri, error.message()), error.toNative());
        }
        return new HostUnreachableException(uri, error.message(), error.toNative());
    }

    private static String message(LibvirtError error, HostUri uri, String doing) {
        return "%s: cannot %s: %s".formatted(uri, doing, error.message());
    }
}
