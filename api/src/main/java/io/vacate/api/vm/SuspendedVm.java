package io.vacate.api.vm;

import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataSize;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of a VM in a buffer, where its {@linkplain io.vacate.api.migration.MigrationMode.SuspendCopyResume
 * suspend-copy-resume} has put it: it was interrupted, or somebody is at work on it.
 *
 * @param id the VM
 * @param name its name
 * @param host the host that has the buffer
 * @param file the buffer's path there
 * @param size bytes in it
 * @param whole whether the buffer holds the VM's whole state; what is not whole is a copy that was not finished
 * @param since when the buffer was last written, by that host's clock; if this has moved by the next look, somebody is at work
 * @param activity whether somebody is at work on it, as far as that can be told
 * @param peer the other host of the migration, as it was addressed then; empty where no record tells
 */
public record SuspendedVm(
        VmId id,
        String name,
        HostUri host,
        String file,
        DataSize size,
        boolean whole,
        Instant since,
        Activity activity,
        Optional<HostUri> peer) {
    /** Whether somebody is at work on a suspended VM. In doubt it is {@link #UNKNOWN}. */
    public enum Activity {
        /** Somebody is: this program, or the host, which is still saving the VM. It is not to be resumed by others. */
        UNDER_WAY,
        /** Nobody is: the program that suspended the VM has ended. The VM waits to be resumed. */
        INTERRUPTED,
        /** The program that suspended the VM runs still, and may have given up; or it was on another machine. */
        UNKNOWN
    }
}
