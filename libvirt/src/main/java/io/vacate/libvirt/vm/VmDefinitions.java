package io.vacate.libvirt.vm;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.connection.BlockingCalls;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.DomainUuid;
import io.vacate.libvirt.connection.LibvirtError;
import io.vacate.libvirt.xml.DomainXml;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.CString;
import org.libvirt.jna.DomainPointer;

/** How VMs come to a host other than by migration: from a definition or from a file. Thread-safe. */
public final class VmDefinitions {
    private final Connection connection;
    private final BlockingCalls blockingCalls;
    private final Object defining = new Object();

    /**
     * Asks nothing yet.
     *
     * @param blockingCalls of the same host
     */
    public VmDefinitions(Connection connection, BlockingCalls blockingCalls) {
        this.connection = connection;
        this.blockingCalls = blockingCalls;
    }

    /**
     * Defines a VM that the host does not have.
     *
     * @param id its identity; libvirt makes one up otherwise
     * @param name its name, as in {@code xml}
     * @throws DuplicateVmException if there is one of that name or identity; nothing has changed
     */
    public VmId define(Optional<VmId> id, String name, String xml) {
        String doing = "define VM '%s'".formatted(name);
        // libvirt would replace a definition of the same name and UUID without a word.
        synchronized (defining) {
            requireNew(id, name, doing);
            return connection.with((library, pointer) -> {
                DomainPointer domain = connection.checkFound(library.virDomainDefineXML(pointer, xml), doing, name);
                try {
                    return DomainUuid.of(library, domain);
                } finally {
                    library.virDomainFree(domain);
                }
            });
        }
    }

    private void requireNew(Optional<VmId> id, String name, String doing) {
        connection.with((library, pointer) -> {
            requireNone(library.virDomainLookupByName(pointer, name), name, doing);
            id.ifPresent(
                    known -> requireNone(library.virDomainLookupByUUID(pointer, DomainUuid.bytes(known)), name, doing));
            return true;
        });
    }

    /** Takes what a look-up returned; the look-up must be the last call of this thread. */
    private void requireNone(@Nullable DomainPointer found, String name, String doing) {
        connection.with((library, pointer) -> {
            if (found != null) {
                String other = library.virDomainGetName(found);
                VmId otherId = DomainUuid.of(library, found);
                library.virDomainFree(found);
                throw new DuplicateVmException(
                        "VM '%s' cannot be defined on %s: there is VM '%s' (%s) already; nothing was changed"
                                .formatted(name, connection.uri(), other, otherId));
            }
            LibvirtError error = LibvirtError.last(library);
            if (error.code() != LibvirtError.NO_DOMAIN) {
                throw connection.failure(error, doing, name);
            }
            return true;
        });
    }

    /**
     * Reads the definition in a file with a saved VM.
     *
     * @throws OperationFailedException if there is no such file, or it is not whole
     */
    public static String savedDefinition(Connection connection, String file) {
        String doing = "read the saved VM in '%s'".formatted(file);
        return connection.with((library, pointer) -> {
            CString text = library.virDomainSaveImageGetXMLDesc(pointer, file, 0);
            return connection.checkFound(text, doing, file).toString();
        });
    }

    /**
     * Brings a saved VM back. Blocks until it runs.
     *
     * @param definition the definition in the file
     * @throws DuplicateVmException if it is active already; nothing has changed
     * @throws InvalidDefinitionException if the file names no VM; nothing has changed
     */
    public VmId restore(String file, String definition) {
        String doing = "restore a VM from '%s'".formatted(file);
        VmId vm = savedVm(file, definition);
        requireInactive(vm, file);
        blockingCalls.run(own -> own.with(
                (library, pointer) -> own.check(library.virDomainRestoreFlags(pointer, file, null, 0), doing, vm)));
        return vm;
    }

    private VmId savedVm(String file, String definition) {
        return DomainXml.parse(definition)
                .id()
                .orElseThrow(() ->
                        new InvalidDefinitionException("'%s' on %s names no VM".formatted(file, connection.uri())));
    }

    private void requireInactive(VmId vm, String file) {
        try {
            VmStatus status = VmLookups.status(connection, vm);
            if (status.state().mayRun()) {
                throw new DuplicateVmException(
                        "VM %s cannot be restored from '%s' on %s: it is there already, %s; nothing was changed"
                                .formatted(vm, file, connection.uri(), status));
            }
        } catch (UnknownVmException free) {
            // a transient VM leaves nothing behind but its file
        }
    }
}
