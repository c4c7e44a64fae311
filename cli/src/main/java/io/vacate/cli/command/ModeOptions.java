package io.vacate.cli.command;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options on how a VM's memory gets to its destination. */
final class ModeOptions {
    static final String POST_COPY_RISK =
            "post-copy: once a VM has changed hosts its memory is in two places until the rest has followed, and a fault"
                    + " of either host then loses the VM";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "pre-copy (the default), post-copy, stop-and-copy, suspend-copy-resume, or offline (migrate and check only:"
                            + " the definition of a VM that is off). With post-copy the pause"
                            + " is short and no VM is too busy, but @|bold a fault while the memory follows loses the VM|@."
                            + " stop-and-copy and suspend-copy-resume pause the VM for all of the copy.")
    String mode = "pre-copy";

    @Option(
            names = "--post-copy-after",
            paramLabel = "now|N|TIME",
            description =
                    "When a post-copy moves the VM: at once (now), after N rounds of pre-copy (default 1), or after so"
                            + " long, such as 30s.")
    @Nullable
    String postCopyAfter;

    @Option(
            names = "--post-copy-bandwidth",
            paramLabel = "RATE",
            converter = Quantities.Rate.class,
            description = "Most that a migration may take once the VM has changed hosts; otherwise all there is.")
    @Nullable
    DataRate postCopyBandwidth;

    @Option(
            names = "--buffer",
            paramLabel = "disk|memory",
            description =
                    "Where suspend-copy-resume keeps the VM meanwhile: on disk (the default), or in the hosts' memory,"
                            + " which is faster and does not survive a power cut.")
    @Nullable
    String buffer;

    void apply(MigrationRequest.Builder request) {
        MigrationMode chosen = mode();
        refuseUnless(chosen instanceof MigrationMode.PostCopy, "--post-copy-after", postCopyAfter, "post-copy");
        refuseUnless(chosen instanceof MigrationMode.PostCopy, "--post-copy-bandwidth", postCopyBandwidth, "post-copy");
        refuseUnless(chosen instanceof MigrationMode.SuspendCopyResume, "--buffer", buffer, "suspend-copy-resume");
        request.mode(chosen);
        if (postCopyBandwidth != null) {
            request.postCopyBandwidth(postCopyBandwidth);
        }
    }

    /** Tells whether a VM may be lost by a fault. */
    boolean isRisky() {
        return mode() instanceof MigrationMode.PostCopy;
    }

    private static void refuseUnless(boolean fits, String option, @Nullable Object value, String mode) {
        if (value != null && !fits) {
            throw new IllegalArgumentException("%s (%s) is for --mode %s only".formatted(option, value, mode));
        }
    }

    private MigrationMode mode() {
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "pre-copy" -> new MigrationMode.PreCopy();
            case "post-copy" -> new MigrationMode.PostCopy(trigger(postCopyAfter == null ? "1" : postCopyAfter));
            case "stop-and-copy" -> new MigrationMode.StopAndCopy();
            case "offline" -> new MigrationMode.Offline();
            case "suspend-copy-resume" -> new MigrationMode.SuspendCopyResume(buffer(buffer == null ? "disk" : buffer));
            default ->
                throw new IllegalArgumentException(
                        "--mode ('%s') must be pre-copy, post-copy, stop-and-copy, suspend-copy-resume or offline"
                                .formatted(mode));
        };
    }

    private static Trigger trigger(String text) {
        if (text.equalsIgnoreCase("now")) {
            return new Trigger.Immediately();
        }
        if (text.matches("[1-9]\\d{0,8}")) {
            return new Trigger.AfterIterations(Integer.parseInt(text));
        }
        Duration time = Quantities.time("--post-copy-after", text);
        return new Trigger.AfterTime(time);
    }

    private static Buffer buffer(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "disk" -> Buffer.DISK;
            case "memory" -> Buffer.MEMORY;
            default -> throw new IllegalArgumentException("--buffer ('%s') must be disk or memory".formatted(text));
        };
    }
}
