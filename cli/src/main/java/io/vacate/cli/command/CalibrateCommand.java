package io.vacate.cli.command;

import io.vacate.api.host.HostUri;
import io.vacate.cli.state.ProfileFile;
import io.vacate.cli.terminal.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vacate calibrate}. */
@Command(
        name = "calibrate",
        header = "Learn from past migrations, or from those of a test VM.",
        description = {
            "",
            "With --migrations, learns from a file of migrations that are over: one is enough, and each makes predictions"
                    + " better. With --from, --to and --vm, moves a running VM that nobody needs there and back, predicts each"
                    + " way by those before it, and learns from each; in the end the VM is where it was.",
            "",
            "Ctrl-C stops the migration under way and starts no more; what was learned until then is kept.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vacate calibrate --migrations last-year.csv --profile rack.json",
            "  vacate calibrate --from kvm+tls://node1/system --to kvm+tls://node2/system --vm test --runs 3 --modes"
                    + " pre-copy,post-copy"
        })
final class CalibrateCommand extends AbstractCommand {
    @Option(
            names = "--migrations",
            paramLabel = "FILE.csv",
            description =
                    "Migrations that are over, a row each; the first line names the columns. Needed are memory_mib,"
                            + " from (or source), to (or destination), and start_s with end_s, or total_s.")
    @Nullable
    Path migrations;

    @Option(names = "--from", paramLabel = "HOST", description = "The host that the test VM runs on.")
    List<HostNames.Choice> from = List.of();

    @Option(names = "--to", paramLabel = "HOST", description = "The host that it goes to and comes back from.")
    List<HostNames.Choice> to = List.of();

    @Option(names = "--vm", paramLabel = "NAME", description = "Name or UUID of the test VM.")
    @Nullable
    String vm;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often it goes there and back in each mode, from 1 to 1000; default 1.")
    @Nullable
    Integer runs;

    @Option(
            names = "--modes",
            paramLabel = "all|LIST",
            description =
                    "In which modes: all, or some of pre-copy (the default), post-copy, post-copy-now, stop-and-copy,"
                            + " suspend-copy-resume-disk and suspend-copy-resume-memory, with commas between. With post-copy"
                            + " @|bold a fault while the memory follows loses the VM|@.")
    @Nullable
    String modes;

    @Option(
            names = "--driver",
            paramLabel = "NAME",
            description = "Whose hosts the migrations of --migrations were between; default kvm.")
    @Nullable
    String driver;

    @Option(
            names = "--profile",
            paramLabel = "OUT.json",
            description =
                    "Keep what is learned in a profile instead of the calibration file, with VMs and network. What it"
                            + " has already stays.")
    @Nullable
    Path profile;

    @Option(
            names = "--dry-run",
            description = "Say what would be learned, or which migrations would be made, and change nothing.")
    boolean dryRun;

    @Mixin
    StopOptions stop = new StopOptions();

    @Mixin
    ModelOptions model = new ModelOptions();

    CalibrateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        boolean isTest = !from.isEmpty() || !to.isEmpty() || vm != null;
        if (isTest == (migrations != null)) {
            throw new IllegalArgumentException(
                    isTest
                            ? "--migrations is for past migrations, --from, --to and --vm are for a test VM: give one of both"
                            : "what to learn from is missing: give --migrations FILE.csv, or --from, --to and --vm");
        }
        if (profile != null && model.calibration != null) {
            throw new IllegalArgumentException(
                    "--calibration and --profile are given both: what is learned has one place");
        }
        Path past = migrations;
        if (past != null) {
            refuse("--runs", runs);
            refuse("--modes", modes);
            return new PastLessons(this, past, target(driver == null ? "kvm" : driver)).learn();
        }
        refuse("--driver", driver);
        HostUri source = HostNames.Choice.single("--from", from);
        HostUri destination = HostNames.Choice.single("--to", to);
        String name = vm;
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("--vm is missing: which VM is to go to and fro?");
        }
        return new TestLessons(this, source, destination, name, target(source.driver())).learn();
    }

    private static void refuse(String option, @Nullable Object value) {
        if (value != null) {
            throw new IllegalArgumentException("%s (%s) does not go with %s"
                    .formatted(option, value, option.equals("--driver") ? "a test VM" : "--migrations"));
        }
    }

    private CalibrationTarget target(String name) {
        return profile == null
                ? CalibrationTarget.of(model.file(console), name)
                : CalibrationTarget.of(new ProfileFile(profile), name);
    }

    /** Tells whether something is to be written in the end. */
    boolean keeps() {
        return !dryRun && !model.noLearn;
    }

    int checkedRuns() {
        int count = runs == null ? 1 : runs;
        if (count < 1 || count > 1000) {
            throw new IllegalArgumentException("--runs (%d) must be from 1 to 1000".formatted(count));
        }
        return count;
    }

    List<NamedMode> chosenModes() {
        return NamedMode.list("--modes", modes == null ? "pre-copy" : modes);
    }
}
