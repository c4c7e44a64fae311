package io.vacate.kvm;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.host.NetworkAddress;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.vm.VmId;
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
     * @throws IllegalArgumentException if parts of the request exclude each other, or it needs an address by which other
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
        refuseContradictions(request);
        request.destinationDefinition().ifPresent(xml -> DomainXml.parse(xml).requireVm(vm, name));
        MigrationCommand.Builder command = request.clientDriven()
                ? MigrationCommand.clientDriven()
                : MigrationCommand.builder(destination.peerUri(request.peer()));
        network(request, destination, command);
        return new KvmMigrationCommand(request, command).build(persistent, disks);
    }

    private static void refuseContradictions(MigrationRequest request) {
        boolean postCopy = request.mode() instanceof MigrationMode.PostCopy;
        boolean parallel = request.parallelConnections() > 1;
        boolean multifd = parallel || isMultifd(request);
        refuse(request.tunnelled() && request.clientDriven(), "tunnelled", "clientDriven");
        refuse(request.tunnelled() && request.tlsTransfer(), "tunnelled", "tlsTransfer");
        refuse(request.tunnelled() && multifd, "tunnelled", "parallelConnections");
        refuse(request.tunnelled() && postCopy, "tunnelled", "post-copy");
        refuse(request.tunnelled() && request.storageCopy() != StorageCopy.NONE, "tunnelled", "storageCopy");
        refuse(multifd && postCopy, "parallelConnections", "post-copy");
        refuse(
                multifd
                        && request.compression()
                                .filter(Compression.XBZRLE::equals)
                                .isPresent(),
                "XBZRLE",
                "parallel connections");
        refuse(request.postCopyBandwidth().isPresent() && !postCopy, "postCopyBandwidth", "any mode but post-copy");
        refuse(
                request.switchOverBandwidth().isPresent() && request.mode() instanceof MigrationMode.StopAndCopy,
                "switchOverBandwidth",
                "stop-and-copy");
        refuse(
                request.compressionCache().isPresent()
                        && request.compression()
                                .filter(Compression.XBZRLE::equals)
                                .isEmpty(),
                "compressionCache",
                "any compression but XBZRLE");
        request.compressionLevel().ifPresent(level -> refuseLevel(level, request.compression()));
    }

    private static void refuseLevel(int level, Optional<Compression> compression) {
        int highest = compression.map(Compression::highestLevel).orElse(0);
        refuse(highest == 0, "compressionLevel", "any compression but ZLIB and ZSTD");
        if (level > highest) {
            throw new IllegalArgumentException("compressionLevel (%d) of %s must be at most %d; nothing was changed"
                    .formatted(level, compression.orElseThrow(), highest));
        }
    }

    private static void refuse(boolean contradiction, String one, String other) {
        if (contradiction) {
            throw new IllegalArgumentException(
                    "QEMU cannot combine %s with %s; nothing was changed".formatted(one, other));
        }
    }

    private static boolean isMultifd(MigrationRequest request) {
        return request.compression()
                .filter(method -> method != Compression.XBZRLE)
                .isPresent();
    }

    /** What the request says goes before what the destination's address says. */
    private static void network(MigrationRequest request, LibvirtUri destination, MigrationCommand.Builder command) {
        Optional<NetworkAddress> to = request.migrationAddress().or(destination::migrationAddress);
        Optional<NetworkAddress> listen = request.listenAddress().or(destination::listenAddress);
        refuse(request.tunnelled() && (to.isPresent() || listen.isPresent()), "tunnelled", "a migration address");
        to.ifPresent(address -> command.text("migrate_uri", "tcp://" + address));
        listen.ifPresent(address -> command.text("listen_address", address.host()));
    }

    private MigrationCommand build(boolean persistent, CopiedDisks disks) {
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
        request.destinationName().ifPresent(name -> command.text("destination_name", name));
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
        }
        if (request.parallelConnections() > 1 || isMultifd(request)) {
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
