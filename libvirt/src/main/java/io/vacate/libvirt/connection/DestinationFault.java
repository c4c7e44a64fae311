package io.vacate.libvirt.connection;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.NativeError;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.VmStartException;
import io.vacate.api.host.HostUri;
import java.util.Arrays;
import java.util.Locale;

/**
 * What of a failed migration is its destination's fault, so that another one may do better. libvirt has one number for most
 * of that and tells the rest in its text, which it passes on from host to host and from QEMU as it is.
 */
public final class DestinationFault {
    private static final String[] NO_MEMORY = {"cannot allocate memory", "out of memory", "failed to get free memory"};

    private static final String[] NOT_STARTED = {
        "process exited while connecting to monitor",
        "cannot set up guest memory",
        "failed to restore domain",
        "failed to create new domain"
    };

    /** Before anything was sent, a VM's process that did not start; later, one that ran and died. */
    private static final String ENDED = "unexpectedly closed the monitor";

    /** A connection that breaks later says otherwise, and is as likely to be the source's fault. */
    private static final String[] NOT_REACHED = {
        "failed to connect to remote libvirt",
        "unable to connect to server",
        "failed to connect to '",
        "no route to host"
    };

    private DestinationFault() {}

    /**
     * Returns how a migration ended that a call reported as failed.
     *
     * @param failure what the call reported
     * @param destination where the VM was to go
     * @param wasSending whether some of the VM had been sent there: then its process had started
     * @param message all that is known, for people
     * @return {@code failure} itself if its type says enough; else by its text: lack of memory there, a VM's process that
     *     did not start there, a destination that the source did not reach, or a failed migration in general
     */
    public static HypervisorException of(
            HypervisorException failure, HostUri destination, boolean wasSending, String message) {
        if (!(failure instanceof OperationFailedException)) {
            return failure;
        }
        NativeError said = failure.nativeError().orElse(null);
        if (says(message, NO_MEMORY)) {
            return new InsufficientCapacityException(message, said);
        }
        if (says(message, NOT_REACHED)) {
            return new HostUnreachableException(destination, message, said);
        }
        return says(message, NOT_STARTED) || (!wasSending && says(message, ENDED))
                ? new VmStartException(message, said)
                : new MigrationFailedException(message, failure);
    }

    private static boolean says(String message, String... parts) {
        String text = message.toLowerCase(Locale.ROOT);
        return Arrays.stream(parts).anyMatch(text::contains);
    }
}
