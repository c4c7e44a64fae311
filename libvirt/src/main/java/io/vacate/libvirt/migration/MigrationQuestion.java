package io.vacate.libvirt.migration;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.LibvirtError;
import io.vacate.libvirt.guest.HypervisorAnswer;
import io.vacate.libvirt.jna.TypedParameters;
import java.lang.ref.Reference;
import java.util.Optional;
import org.libvirt.jna.CString;

/**
 * Asks the source's libvirt whether it would begin a migration: the first of the steps that a migration has between two
 * libvirts, which checks the VM and changes nothing. Only for QEMU: libxl's first step does not end by itself.
 *
 * @see <a href="https://libvirt.org/kbase/internals/migration.html">The steps of a migration in libvirt</a>
 */
public final class MigrationQuestion {
    private MigrationQuestion() {}

    /**
     * Asks it; blocks until the host has answered. A VM that a job is at work on must not be asked about, as libvirt would wait
     * for the job.
     */
    public static HypervisorAnswer ask(Connection connection, VmId vm, MigrationCommand command) {
        Optional<LibvirtError> failure = begin(connection, vm, command.overridingStorageChecks());
        if (failure.isPresent()) {
            return failure.get().isNoAnswer()
                    ? HypervisorAnswer.NONE
                    : new HypervisorAnswer(true, Optional.of(failure.get().message()), Optional.empty());
        }
        Optional<String> unsafe = begin(connection, vm, command)
                .filter(LibvirtError::isUnsafeMigration)
                .map(LibvirtError::message);
        return new HypervisorAnswer(true, Optional.empty(), unsafe);
    }

    private static Optional<LibvirtError> begin(Connection connection, VmId vm, MigrationCommand command) {
        TypedParameters.Array parameters = command.array();
        try {
            String doing = "ask whether VM %s may migrate".formatted(vm);
            return connection.withDomain(vm, doing, (library, domain) -> {
                PointerByReference cookie = new PointerByReference();
                CString xml = library.virDomainMigrateBegin3Params(
                        domain,
                        parameters.pointer(),
                        parameters.count(),
                        cookie,
                        new IntByReference(),
                        command.flags());
                if (xml == null) {
                    LibvirtError error = LibvirtError.last(library);
                    if (error.isConnectionError()) {
                        throw connection.failure(error, doing, vm.toString());
                    }
                    return Optional.of(error);
                }
                xml.free();
                Pointer bytes = cookie.getValue();
                if (bytes != null) {
                    Native.free(Pointer.nativeValue(bytes));
                }
                return Optional.empty();
            });
        } finally {
            Reference.reachabilityFence(parameters);
        }
    }
}
