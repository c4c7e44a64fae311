package io.vacate.kvm;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.host.NetworkAddress;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.vm.VmId;
import io.vacate.kvm.preflight.RequestCheck;
import io.vacate.libvirt.LibvirtUri;
import io.vacate.libvirt.guest.GuestDisk;
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.preflight.CopiedDisks;
import io.vacate.libvirt.xml.DomainXml;
import java.util.Locale;
import java.util.Optional;

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
     * @param disks the disks that are copied
     * @throws IllegalArgumentException if parts of the request exclude each other, QEMU does not take a limit, or it needs an address by which other
     *     hosts reach the destination and there is none
     * @throws InvalidDefinitionException if the definition for the destination cannot be read or is another VM's
     */
    static MigrationCommand of(
            MigrationRequest request,
            VmId vm,
            String name,
            boolean persistent,
            LibvirtUri destination,
            CopiedDisks disks) {
        RequestCheck.require(request);
        request.destinationDefinition().ifPresent(xml -> DomainXml.parse(xml).requireVm(vm, name));
        MigrationCommand.Builder command = request.clientDriven()
                ? MigrationCommand.clientDriven()
                : MigrationCommand.builder(destination.peerUri(request.peer()));
        if (!(request.mode() instanceof MigrationMode.Offline)) {
            network(request, destination, command);
        }
        return new KvmMigrationCommand(request, command).build(persistent, disks);
    }

    /** What the request says goes before what the destination's address says. */
    private static void network(MigrationRequest request, LibvirtUri destination, MigrationCommand.Builder command) {
        Optional<NetworkAddress> to = request.migrationAddress().or(destination::migrationAddress);
        Optional<NetworkAddress> listen = request.listenAddress().or(destination::listenAddress);
        if (request.tunnelled() && (to.isPresent() || listen.isPresent())) {
            throw new IllegalArgumentException(
                    "QEMU cannot combine tunnelled with a migration address; nothing was changed");
        }
        to.ifPresent(address -> command.text("migrate_uri", "tcp://" + address));
        listen.ifPresent(address -> command.text("listen_address", address.host()));
    }

    private MigrationCommand build(boolean persistent, CopiedDisks disks) {
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
        copyDisks(disks);
        if (request.arrivesPaused()) {
            command.flags(MigrationCommand.PAUSED);
        }
        request.bandwidth().ifPresent(command::bandwidth);
        request.switchOverBandwidth().ifPresent(command::switchOverBandwidth);
        request.downtime().ifPresent(command::downtime);
        return command.build();
    }

    private void copyDisks(CopiedDisks disks) {
        int flag = request.storageCopy() == StorageCopy.INCREMENTAL
                ? MigrationCommand.COPY_DISKS_INCREMENTALLY
                : MigrationCommand.COPY_DISKS;
        command.copyDisks(
                flag,
                disks.copied().stream().map(GuestDisk::target).toList(),
                request.forced().contains(Check.OVERWRITE));
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
        request.compression().ifPresent(method -> {
            String name = method.name().toLowerCase(Locale.ROOT);
            command.flags(MigrationCommand.COMPRESSED).text("compression", name);
            request.compressionLevel().ifPresent(level -> command.count("compression.%s.level".formatted(name), level));
        });
        request.compressionCache().ifPresent(command::compressionCache);
    }

    private void autoConverge(AutoConverge value) {
        command.flags(MigrationCommand.AUTO_CONVERGE)
                .count("auto_converge.initial", value.initialPercent())
                .count("auto_converge.increment", value.incrementPercent());
    }
}
