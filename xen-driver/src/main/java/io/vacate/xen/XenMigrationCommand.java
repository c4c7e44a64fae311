package io.vacate.xen;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.LibvirtUri;
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.xml.DomainXml;

/** From a request to what libvirt is told: libxl knows few flags and three parameters. */
final class XenMigrationCommand {
    private XenMigrationCommand() {}

    /**
     * Translates a request whose capabilities have been checked. The source's libvirt leads, unless the request has this
     * program lead: libvirt leaves both hosts stuck if a program that leads dies.
     *
     * @param vm the VM that moves
     * @param name its name at the source
     * @param persistent whether its definition outlives its run at the source
     * @param destination the host to go to
     * @throws IllegalArgumentException if parts of the request exclude each other, or it needs an address by which other
     *     hosts reach the destination and there is none
     * @throws InvalidDefinitionException if the definition for the destination cannot be read or is another VM's
     */
    static MigrationCommand of(
            MigrationRequest request, VmId vm, String name, boolean persistent, LibvirtUri destination) {
        if (request.tunnelled() && request.clientDriven()) {
            throw new IllegalArgumentException(
                    "Xen cannot combine tunnelled with clientDriven: the tunnel is the source's; nothing was changed");
        }
        request.destinationDefinition().ifPresent(xml -> DomainXml.parse(xml).requireVm(vm, name));
        MigrationCommand.Builder command = request.clientDriven()
                ? MigrationCommand.clientDriven()
                : MigrationCommand.builder(destination.peerUri(request.peer()));
        if (!(request.mode() instanceof MigrationMode.StopAndCopy)) {
            command.flags(MigrationCommand.LIVE);
        }
        if (request.tunnelled()) {
            command.flags(MigrationCommand.TUNNELLED);
        }
        if (request.arrivesPaused()) {
            command.flags(MigrationCommand.PAUSED);
        }
        command.persistence(request.persistence(), persistent);
        request.destinationDefinition().ifPresent(xml -> command.text("destination_xml", xml));
        request.destinationName().ifPresent(other -> command.text("destination_name", other));
        return command.build();
    }
}
