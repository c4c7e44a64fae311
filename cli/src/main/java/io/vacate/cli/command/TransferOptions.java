package io.vacate.cli.command;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.Persistence;
import io.vacate.api.migration.StallPolicy;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataSize;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options on what travels, by which way, and what is done when it stops. */
final class TransferOptions {
    private static final Pattern STEPS = Pattern.compile("(\\d{1,2}):(\\d{1,2})");
    private static final String USUAL_STEPS = "20:10";

    @Option(
            names = "--auto-converge",
            paramLabel = "I:N",
            arity = "0..1",
            fallbackValue = USUAL_STEPS,
            description =
                    "Slow a guest down that rewrites its memory too fast: by I %% of its CPU at first, then by N %%"
                            + " more each time; --auto-converge alone means " + USUAL_STEPS + ".")
    @Nullable
    String autoConverge;

    @Option(
            names = "--compression",
            paramLabel = "xbzrle|zlib|zstd",
            description =
                    "Send less, for more CPU: differences to earlier pages, or compressed pages (with --parallel).")
    @Nullable
    Compression compression;

    @Option(
            names = "--compression-cache",
            paramLabel = "SIZE",
            converter = Quantities.Size.class,
            description = "Size of xbzrle's cache on the source, such as 256MiB.")
    @Nullable
    DataSize compressionCache;

    @Option(names = "--parallel", paramLabel = "N", description = "Connections for each migration, from 1 to 255.")
    int parallel = 1;

    @Option(names = "--tls", description = "Encrypt the memory on its way; both hosts need certificates for it.")
    boolean tls;

    @Option(
            names = "--tls-hostname",
            paramLabel = "NAME",
            description =
                    "With --tls: the name in the destination's certificate, where it is reached by an address or by another"
                            + " name.")
    @Nullable
    String tlsHostname;

    @Option(
            names = "--zero-copy",
            description =
                    "With --parallel: send pages without copying them first, which saves CPU; the hypervisor must be"
                            + " allowed to lock all of the VM's memory.")
    boolean zeroCopy;

    @Option(
            names = "--tunnelled",
            description =
                    "Send the memory inside the hosts' management connection: needs no port of its own, costs CPU.")
    boolean tunnelled;

    @Option(
            names = "--client-driven",
            description =
                    "Lead the migration from here, for hosts that cannot reach each other's management. If this command"
                            + " is killed, the hosts are left to clean up.")
    boolean clientDriven;

    @Option(
            names = "--copy-storage",
            paramLabel = "all|inc",
            description =
                    "Copy local disks too: whole (all), or what differs from a base image that the destination has"
                            + " (inc).")
    @Nullable
    String copyStorage;

    @Option(names = "--persistent", description = "The destination keeps the definition; otherwise as it was.")
    boolean persistent;

    @Option(names = "--transient", description = "The destination forgets the VM when it ends.")
    boolean isTransient;

    @Option(
            names = "--stall",
            paramLabel = "TIME[:report|cancel]",
            description =
                    "What to do about a migration that shows no sign of progress for so long: say so (report), or stop"
                            + " it too and count it as failed (cancel, the default); 2min unless given.")
    @Nullable
    String stall;

    @Option(
            names = "--force",
            description =
                    "Migrate although a check found a risk, such as disks that may not be shared. What cannot succeed"
                            + " is refused all the same.")
    boolean force;

    void apply(MigrationRequest.Builder request) {
        Optional.ofNullable(autoConverge).map(TransferOptions::steps).ifPresent(request::autoConverge);
        Optional.ofNullable(compression).ifPresent(request::compression);
        if (compressionCache != null && compression != Compression.XBZRLE) {
            throw new IllegalArgumentException(
                    "--compression-cache (%s) is for --compression xbzrle only".formatted(compressionCache));
        }
        Optional.ofNullable(compressionCache).ifPresent(request::compressionCache);
        if (parallel < 1 || parallel > 255) {
            throw new IllegalArgumentException("--parallel (%d) must be from 1 to 255".formatted(parallel));
        }
        request.parallelConnections(parallel).persistence(persistence());
        Optional.ofNullable(copyStorage).map(TransferOptions::storage).ifPresent(request::storageCopy);
        Optional.ofNullable(stall).map(TransferOptions::stallPolicy).ifPresent(request::stallPolicy);
        applyFlags(request);
    }

    private void applyFlags(MigrationRequest.Builder request) {
        if (tls) {
            request.tlsTransfer();
        }
        if (tlsHostname != null) {
            if (!tls) {
                throw new IllegalArgumentException("--tls-hostname (%s) is for --tls only".formatted(tlsHostname));
            }
            request.tlsHostname(tlsHostname);
        }
        if (zeroCopy) {
            request.zeroCopy();
        }
        if (tunnelled) {
            request.tunnelled();
        }
        if (clientDriven) {
            request.clientDriven();
        }
        if (force) {
            request.forced();
        }
    }

    private Persistence persistence() {
        if (persistent && isTransient) {
            throw new IllegalArgumentException("--persistent and --transient contradict each other");
        }
        return persistent ? Persistence.PERSISTENT : isTransient ? Persistence.TRANSIENT : Persistence.KEEP;
    }

    private static AutoConverge steps(String text) {
        Matcher matcher = STEPS.matcher(text);
        if (!matcher.matches() || text.matches("0+:.*|.*:0+")) {
            throw new IllegalArgumentException(
                    "--auto-converge ('%s') must be two percentages from 1 to 99, such as --auto-converge=%s"
                            .formatted(text, USUAL_STEPS));
        }
        return new AutoConverge(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    private static StorageCopy storage(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "all" -> StorageCopy.FULL;
            case "inc" -> StorageCopy.INCREMENTAL;
            default -> throw new IllegalArgumentException("--copy-storage ('%s') must be all or inc".formatted(text));
        };
    }

    private static StallPolicy stallPolicy(String text) {
        int colon = text.indexOf(':');
        String patience = colon < 0 ? text : text.substring(0, colon);
        StallPolicy.Action action = colon < 0 ? StallPolicy.Action.CANCEL : stallAction(text.substring(colon + 1));
        return new StallPolicy(Quantities.time("--stall", patience), action);
    }

    private static StallPolicy.Action stallAction(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "report" -> StallPolicy.Action.REPORT;
            case "cancel" -> StallPolicy.Action.CANCEL;
            default ->
                throw new IllegalArgumentException("--stall ('%s') must end in report or cancel".formatted(text));
        };
    }
}
