package io.vacate.libvirt.migration;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.jna.TypedParameters;
import java.lang.ref.Reference;
import org.libvirt.jna.DomainPointer;

/** The call by which libvirt migrates a VM; it returns when the migration has ended. Thread-safe. */
final class MigrationCall {
    private final LibvirtHost source;
    private final LibvirtHost destination;
    private final VmId vm;

    MigrationCall(LibvirtHost source, LibvirtHost destination, VmId vm) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
    }

    /** @throws HypervisorException if libvirt reports an error; where the VM is must be asked of the hosts */
    void run(MigrationCommand command) {
        TypedParameters.Array parameters = command.array();
        try {
            source.blockingCalls()
                    .run(connection -> command.destination()
                            .map(uri -> peerToPeer(connection, uri, parameters, command.flags()))
                            .orElseGet(() -> clientDriven(connection, parameters, command.flags())));
        } finally {
            Reference.reachabilityFence(parameters);
        }
    }

    private Integer peerToPeer(Connection connection, String uri, TypedParameters.Array parameters, int flags) {
        return connection.withDomain(
                vm,
                doing("%s"),
                (library, domain) -> connection.check(
                        library.virDomainMigrateToURI3(domain, uri, parameters.pointer(), parameters.count(), flags),
                        doing("%s"),
                        domain));
    }

    private Integer clientDriven(Connection connection, TypedParameters.Array parameters, int flags) {
        return destination
                .blockingCalls()
                .run(other ->
                        other.with((unused, there) -> connection.withDomain(vm, doing("%s"), (library, domain) -> {
                            DomainPointer moved = library.virDomainMigrate3(
                                    domain, there, parameters.pointer(), parameters.count(), flags);
                            connection.check(moved == null ? -1 : 0, doing("%s"), domain);
                            return library.virDomainFree(moved);
                        })));
    }

    private String doing(String name) {
        return "migrate " + name + " to " + destination.uri().toString().replace("%", "%%");
    }
}
