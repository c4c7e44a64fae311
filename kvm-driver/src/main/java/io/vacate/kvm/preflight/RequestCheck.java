package io.vacate.kvm.preflight;

import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.migration.TransferLimits;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.preflight.PreflightCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** QEMU can do all of a request at once, and takes its limits; what it rounds is said. */
public final class RequestCheck implements PreflightCheck {
    RequestCheck() {}

    /**
     * Refuses what QEMU would refuse.
     *
     * @throws IllegalArgumentException if parts of the request exclude each other, or a limit is out of its range
     */
    public static void require(MigrationRequest request) {
        List<String> refusals = new ArrayList<>(contradictions(request));
        refusals.addAll(TransferLimits.refusals(request));
        if (!refusals.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", refusals) + "; nothing was changed");
        }
    }

    @Override
    public List<Finding> findings(Move move) {
        List<Finding> found = new ArrayList<>();
        contradictions(move.request()).forEach(text -> found.add(PreflightCheck.blocker(Check.CAPABILITY, text)));
        TransferLimits.refusals(move.request()).forEach(text -> found.add(PreflightCheck.blocker(Check.LIMIT, text)));
        TransferLimits.roundings(move.request()).forEach(text -> found.add(PreflightCheck.note(Check.LIMIT, text)));
        return found;
    }

    /** Tells whether a request has QEMU send over several channels, be it one. */
    public static boolean isMultifd(MigrationRequest request) {
        return request.parallelConnections() > 1
                || (request.compression().isPresent() && !has(request, Compression.XBZRLE));
    }

    private static boolean has(MigrationRequest request, Compression method) {
        return request.compression().filter(method::equals).isPresent();
    }

    private static List<String> contradictions(MigrationRequest request) {
        boolean postCopy = request.mode() instanceof MigrationMode.PostCopy;
        boolean multifd = isMultifd(request);
        List<String> found = new ArrayList<>();
        refuse(found, request.tunnelled() && request.clientDriven(), "tunnelled", "clientDriven");
        refuse(found, request.tunnelled() && request.tlsTransfer(), "tunnelled", "tlsTransfer");
        refuse(found, request.tunnelled() && multifd, "tunnelled", "parallelConnections");
        refuse(found, request.tunnelled() && postCopy, "tunnelled", "post-copy");
        refuse(found, request.tunnelled() && request.storageCopy() != StorageCopy.NONE, "tunnelled", "storageCopy");
        refuse(found, multifd && postCopy, "parallelConnections", "post-copy");
        refuse(found, multifd && has(request, Compression.XBZRLE), "XBZRLE", "parallel connections");
        refuse(
                found,
                request.postCopyBandwidth().isPresent() && !postCopy,
                "postCopyBandwidth",
                "any mode but post-copy");
        refuse(
                found,
                request.switchOverBandwidth().isPresent() && request.mode() instanceof MigrationMode.StopAndCopy,
                "switchOverBandwidth",
                "stop-and-copy");
        request.compressionLevel().ifPresent(level -> refuseLevel(found, level, request.compression()));
        refuse(
                found,
                request.compressionCache().isPresent() && !has(request, Compression.XBZRLE),
                "compressionCache",
                "any compression but XBZRLE");
        refuse(
                found,
                request.tlsHostname().isPresent() && !request.tlsTransfer(),
                "tlsHostname",
                "a transfer without TLS");
        refuse(found, request.zeroCopy() && request.parallelConnections() < 2, "zeroCopy", "a single connection");
        refuse(found, request.zeroCopy() && request.tlsTransfer(), "zeroCopy", "tlsTransfer");
        refuse(found, request.zeroCopy() && request.compression().isPresent(), "zeroCopy", "compression");
        return found;
    }

    private static void refuseLevel(List<String> found, int level, Optional<Compression> compression) {
        int highest = compression.map(Compression::highestLevel).orElse(0);
        refuse(found, highest == 0, "compressionLevel", "any compression but ZLIB and ZSTD");
        if (highest > 0 && level > highest) {
            found.add("compressionLevel (%d) of %s must be at most %d".formatted(level, compression.get(), highest));
        }
    }

    private static void refuse(List<String> found, boolean contradiction, String one, String other) {
        if (contradiction) {
            found.add("QEMU cannot combine %s with %s".formatted(one, other));
        }
    }
}
