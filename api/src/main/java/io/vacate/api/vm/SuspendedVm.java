package io.vacate.api.vm;

import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataSize;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of a VM that waits in a buffer because its {@linkplain io.vacate.api.migration.MigrationMode.SuspendCopyResume
 * suspend-copy-resume} was interrupted.
 *
 * @param id the VM
 * @param name its name
 * @param host the host that has the buffer
 * @param file the buffer's path there
 * @param size bytes in it
 * @param whole whether the buffer holds the VM's whole state; what is not whole is a copy that was not finished
 * @param since when the buffer was last written, by that host's clock
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
        Optional<HostUri> peer) {}
