package io.vacate.cli.command;

import io.vacate.api.host.NetworkAddress;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.Persistence;
import io.vacate.api.migration.StallPolicy;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
            names = "--switch-over-bandwidth",
            paramLabel = "RATE",
            converter = Quantities.Rate.class,
            description =
                    "What the last part of a pre-copy will have: it ends sooner where --bandwidth or a busy host hides that.")
    @Nullable
    DataRate switchOverBandwidth;

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

    @Option(
            names = "--compression-level",
            paramLabel = "N",
            description = "How hard zlib (0 to 9) or zstd (0 to 20) tries; 1 unless given.")
    @Nullable
    Integer compressionLevel;

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
            names = "--migration-address",
            paramLabel = "ADDRESS",
            converter = Quantities.Address.class,
            description =
                    "Send the memory to this address of the destination, such as that in a network for migrations: a name"
                            + " or an IP address as the source takes it. Not with --tunnelled.")
    @Nullable
    NetworkAddress migrationAddress;

    @Option(
            names = "--listen-address",
            paramLabel = "ADDRESS",
            converter = Quantities.Address.class,
            description = "Let the destination wait for the memory at this IP address of its own only.")
    @Nullable
    NetworkAddress listenAddress;

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
                    "Copy the disks on storage of the source's own too, never those that the destination sees as well: whole"
                            + " (all), or what differs from a base image that the destination has (inc).")
    @Nullable
    String copyStorage;

    @Option(
            names = "--copy-disks",
            paramLabel = "DISK[,DISK...]",
            split = ",",
            description =
                    "Which disks --copy-storage copies, by their names in the guest, such as vda; those on storage of the"
                            + " source's own unless given.")
    Set<String> copyDisks = Set.of();

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
            paramLabel = "CHECK[,CHECK...]",
            split = ",",
            converter = ForcedCheck.class,
            description =
                    "Accept the risks that these checks find, and no others, such as --force cpu,version. What cannot"
                            + " succeed is refused all the same. `vacate check` names the check of each finding.")
    Set<Check> force = EnumSet.noneOf(Check.class);

    /** Reads the name of a check. */
    static final class ForcedCheck implements CommandLine.ITypeConverter<Check> {
        @Override
        public Check convert(String value) {
            try {
                return Check.parse(value.strip());
            } catch (IllegalArgumentException unknown) {
                throw new CommandLine.TypeConversionException(String.valueOf(unknown.getMessage()));
            }
        }
    }

    void apply(MigrationRequest.Builder request) {
        Optional.ofNullable(autoConverge).map(TransferOptions::steps).ifPresent(request::autoConverge);
        Optional.ofNullable(switchOverBandwidth).ifPresent(request::switchOverBandwidth);
        Optional.ofNullable(compression).ifPresent(request::compression);
        if (compressionCache != null && compression != Compression.XBZRLE) {
            throw new IllegalArgumentException(
                    "--compression-cache (%s) is for --compression xbzrle only".formatted(compressionCache));
        }
        Optional.ofNullable(compressionCache).ifPresent(request::compressionCache);
        applyCompressionLevel(request);
        if (parallel < 1 || parallel > 255) {
            throw new IllegalArgumentException("--parallel (%d) must be from 1 to 255".formatted(parallel));
        }
        request.parallelConnections(parallel).persistence(persistence());
        if (copyStorage == null && !copyDisks.isEmpty()) {
            throw new IllegalArgumentException(
                    "--copy-disks (%s) needs --copy-storage, all or inc".formatted(String.join(",", copyDisks)));
        }
        Optional.ofNullable(copyStorage).map(TransferOptions::storage).ifPresent(request::storageCopy);
        request.copiedDisks(copyDisks);
        Optional.ofNullable(stall).map(TransferOptions::stallPolicy).ifPresent(request::stallPolicy);
        Optional.ofNullable(migrationAddress).ifPresent(request::migrationAddress);
        Optional.ofNullable(listenAddress).ifPresent(request::listenAddress);
        applyFlags(request);
    }

    private void applyCompressionLevel(MigrationRequest.Builder request) {
        if (compressionLevel == null) {
            return;
        }
        int highest = compression == null ? 0 : compression.highestLevel();
        if (highest == 0) {
            throw new IllegalArgumentException(
                    "--compression-level (%d) is for --compression zlib and zstd only".formatted(compressionLevel));
        }
        if (compressionLevel < 0 || compressionLevel > highest) {
            throw new IllegalArgumentException(
                    "--compression-level (%d) must be from 0 to %d".formatted(compressionLevel, highest));
        }
        request.compressionLevel(compressionLevel);
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
        request.force(force.toArray(new Check[0]));
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
