package io.vacate.sim;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.SuspendedVm.Activity;
import io.vacate.api.vm.VmId;
import java.time.Instant;
import java.util.Optional;

/**
 * A suspended VM's state in a buffer, left there by an interrupted migration.
 *
 * @param spec the VM
 * @param persistent whether its definition outlives it
 * @param kind which buffer of its host
 * @param size bytes that it takes there
 * @param whole whether all of the state is there
 * @param since when it was last written
 * @param peer the other host of its migration
 */
record ParkedState(
        SimVm spec, boolean persistent, Buffer kind, DataSize size, boolean whole, Instant since, HostUri peer) {
    VmId id() {
        return spec.config().id();
    }

    /** Returns where it is on its host. */
    String file() {
        String directory = kind == Buffer.DISK ? "/var/lib/vacate/suspended" : "/dev/shm/vacate/suspended";
        return "%s/%s.%s".formatted(directory, id(), whole ? "state" : "partial");
    }

    SuspendedVm on(HostUri host) {
        return new SuspendedVm(
                id(), spec.config().name(), host, file(), size, whole, since, Activity.INTERRUPTED, Optional.of(peer));
    }
}
