package io.vacate.libvirt.vm;

import com.sun.jna.ptr.IntByReference;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.NativeLibvirt;
import org.libvirt.jna.DomainPointer;

/** What a host says of one VM. Each method blocks until it has answered; nothing changes. */
public final class VmLookups {
    /** The configuration that the next start would use is of no interest for a running VM. */
    private static final int XML_FLAGS = 0;

    private VmLookups() {}

    /**
     * Asks what a VM does.
     *
     * @throws UnknownVmException if the host has no such VM
     */
    public static VmStatus status(Connection connection, VmId vm) {
        return connection.withDomain(
                vm, "read the state of VM " + vm, (library, domain) -> status(connection, domain, vm));
    }

    /** Asks what a VM does that has been looked up already. */
    public static VmStatus status(Connection connection, DomainPointer domain, VmId vm) {
        IntByReference state = new IntByReference();
        IntByReference reason = new IntByReference();
        connection.check(
                NativeLibvirt.library().virDomainGetState(domain, state, reason, 0), "read the state of VM " + vm, vm);
        return DomainStates.status(state.getValue(), reason.getValue());
    }

    /**
     * Returns a VM's domain XML.
     *
     * @throws UnknownVmException if the host has no such VM
     */
    public static String xml(Connection connection, VmId vm) {
        String doing = "read the configuration of VM " + vm;
        return connection.withDomain(
                vm,
                doing,
                (library, domain) -> connection
                        .checkFound(library.virDomainGetXMLDesc(domain, XML_FLAGS), doing, vm)
                        .toString());
    }
}
