package io.vacate.kvm;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.vm.VmId;
import io.vacate.kvm.preflight.RequestCheck;
import io.vacate.libvirt.LibvirtUri;
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.xml.DomainXml;
import java.util.Locale;

/**
 * From a request to what libvirt is told: flags and typed parameters by the names of {@code VIR_MIGRATE_PARAM_…}.
 *
 * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainMigrateFlags">libvirt's flags</a>
 */
final class KvmMigrationCommand {
    private final MigrationRequest request;
    private final MigrationCommand.Builder command;

    private KvmMigrationCommand(MigrationRequest request, MigrationCommand.Builder command) {
        this.request = request;
        this.command = command;
    }

    /**
     * Translates a request.
     *
     * @param vm the VM that moves
     * @param name its name at the source
     * @param persistent whether its definition outlives its run at the source
     * @param destination the host to go to
     * @throws IllegalArgumentException if parts of the request exclude each other, QEMU does not take a limit, or it needs an address by which other
     *     hosts reach the destination and there is none
     * @throws InvalidDefinitionException if the definition for the destination cannot be read or is another VM's
     */
    static MigrationCommand of(
            MigrationRequest request, VmId vm, String name, boolean persistent, LibvirtUri destination) {
        RequestCheck.require(request);
        request.destinationDefinition().ifPresent(xml -> DomainXml.parse(xml).requireVm(vm, name));
        MigrationCommand.Builder command = request.clientDriven()
                ? MigrationCommand.clientDriven()
                : MigrationCommand.builder(destination.peerUri(request.peer()));
        return new KvmMigrationCommand(request, command).build(persistent);
    }

    private MigrationCommand build(boolean persistent) {
        request.destinationName().ifPresent(name -> command.text("destination_name", name));
        if (request.mode() instanceof MigrationMode.Offline) {
            return command.flags(MigrationCommand.OFFLINE
                            | MigrationCommand.PERSIST_DESTINATION
                            | MigrationCommand.UNDEFINE_SOURCE)
                    .build();
        }
        command.flags(MigrationCommand.ABORT_ON_ERROR);
        mode();
        persistence(persistent);
        transport();
        compression();
        request.autoConverge().ifPresent(this::autoConverge);
        switch (request.storageCopy()) {
            case NONE -> {}
            case FULL -> command.flags(MigrationCommand.COPY_DISKS);
            case INCREMENTAL -> command.flags(MigrationCommand.COPY_DISKS_INCREMENTALLY);
        }
        if (request.arrivesPaused()) {
            command.flags(MigrationCommand.PAUSED);
        }
        if (request.forced()) {
            command.flags(MigrationCommand.UNSAFE);
        }
        request.bandwidth().ifPresent(command::bandwidth);
        request.downtime().ifPresent(command::downtime);
        return command.build();
    }

    private void mode() {
        if (!(request.mode() instanceof MigrationMode.StopAndCopy)) {
            command.flags(MigrationCommand.LIVE);
        }
        if (request.mode() instanceof MigrationMode.PostCopy postCopy) {
            command.postCopy(postCopy.trigger());
            request.postCopyBandwidth().ifPresent(command::postCopyBandwidth);
        }
    }

    private void persistence(boolean persistentHere) {
        command.persistence(request.persistence(), persistentHere);
        request.destinationDefinition().ifPresent(xml -> {
            command.text("destination_xml", xml);
            if (command.has(MigrationCommand.PERSIST_DESTINATION)) {
                command.text("persistent_xml", xml);
            }
        });
    }

    private void transport() {
        if (request.tunnelled()) {
            command.flags(MigrationCommand.TUNNELLED);
        }
        if (request.tlsTransfer()) {
            command.flags(MigrationCommand.TLS);
            request.tlsHostname().ifPresent(name -> command.text("tls.destination", name));
        }
        if (request.zeroCopy()) {
            command.flags(MigrationCommand.ZERO_COPY);
        }
        if (RequestCheck.isMultifd(request)) {
            command.flags(MigrationCommand.PARALLEL).count("parallel.connections", request.parallelConnections());
        }
    }

    private void compression() {
        request.compression()
                .ifPresent(method -> command.flags(MigrationCommand.COMPRESSED)
                        .text("compression", method.name().toLowerCase(Locale.ROOT)));
        request.compressionCache().ifPresent(command::compressionCache);
    }

    private void autoConverge(AutoConverge value) {
        command.flags(MigrationCommand.AUTO_CONVERGE)
                .count("auto_converge.initial", value.initialPercent())
                .count("auto_converge.increment", value.incrementPercent());
    }
}
