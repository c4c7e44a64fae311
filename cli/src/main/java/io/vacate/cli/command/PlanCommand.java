package io.vacate.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.cli.display.PlanPrinter;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.json.PlanJson;
import io.vacate.cli.state.UnwritableFileException;
import io.vacate.cli.state.WholeFile;
import io.vacate.cli.terminal.Console;
import io.vacate.documents.BatchDocument;
import io.vacate.documents.PlanDocument;
import io.vacate.documents.ProfileFormatException;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.plan.Planner;
import io.vacate.model.plan.SearchLimits;
import io.vacate.model.plan.chart.GanttSvg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vacate plan}. */
@Command(
        name = "plan",
        header = "Plan a batch of migrations in the least time.",
        description = {
            "",
            "Reads hosts, links and VMs that have to move from a file of the format vm-migration-batch/1, and says"
                    + " when each should move, how long all take, and below which time no plan can come. Asks no host.",
            "",
            "Ctrl-C ends the search with the best plan so far.",
            ""
        },
        footer = {"", "Example:", "  vacate plan --problem batch.json --out plan.json --svg plan.svg --time-limit 5s"})
final class PlanCommand extends AbstractCommand {
    @Option(
            names = "--problem",
            paramLabel = "FILE",
            required = true,
            description = "What to plan, as vm-migration-batch/1.")
    Path problem = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", description = "Takes the plan, as vm-migration-plan/1.")
    @Nullable
    Path out;

    @Option(names = "--svg", paramLabel = "FILE", description = "Takes the plan as a picture.")
    @Nullable
    Path svg;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "How long to search at most; by default until no more is to be expected. The first plan comes"
                    + " in any case.")
    @Nullable
    Duration timeLimit;

    @Option(
            names = "--at-once",
            paramLabel = "NUMBER",
            description =
                    "Plan without a search, for comparison: the shortest first, so many at once; 1 is one by one.")
    @Nullable
    Integer atOnce;

    @Option(names = "--seed", description = "Of what is left to chance; default ${DEFAULT-VALUE}.")
    long seed = 1;

    @Option(
            names = "--driver",
            paramLabel = "NAME",
            description = "Whose migrations the calibration was learned from; default ${DEFAULT-VALUE}.")
    String driver = "kvm";

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "What was learned from earlier migrations; default"
                    + " $${XDG_STATE_HOME:-~/.local/state}/vacate/calibration.json.")
    @Nullable
    Path calibration;

    PlanCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if (atOnce != null && atOnce < 1) {
            throw new IllegalArgumentException("--at-once (%d) must be at least 1".formatted(atOnce));
        }
        Batch batch = read();
        AtomicBoolean interrupted = new AtomicBoolean();
        console.interrupts().onInterrupt(signal -> interrupted.set(true));
        long began = System.nanoTime();
        Planner planner = Planner.of(learned()).withSeed(seed);
        SearchLimits limits = (timeLimit == null ? SearchLimits.NONE : SearchLimits.within(timeLimit, System::nanoTime))
                .until(interrupted::get);
        Plan plan = atOnce != null ? planner.planAtOnce(batch, atOnce) : planner.plan(batch, limits);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        boolean hasPlan = write(out, PlanDocument.of(plan).text());
        boolean hasPicture = write(svg, GanttSvg.of(plan));
        int code = hasPlan && hasPicture ? ExitCode.OK : ExitCode.OUTPUT;
        if (output.json) {
            ObjectNode document = PlanJson.planned(batch, plan, took);
            console.out().println(JsonDocument.text(document.put("exit_code", code)));
        } else {
            new PlanPrinter(console.out(), output.outputStyle(console))
                    .print(batch, plan, took, console.terminal().width());
        }
        return code;
    }

    /** Returns what was learned of VMs and fixed costs; the network is the problem's own. */
    private Calibration learned() {
        ModelOptions model = new ModelOptions();
        model.calibration = calibration;
        return model.load(console, driver).withoutRates();
    }

    private Batch read() {
        try {
            return BatchDocument.parse(Files.readString(problem));
        } catch (ProfileFormatException wrong) {
            throw new IllegalArgumentException("%s: %s".formatted(problem, wrong.getMessage()), wrong);
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("%s cannot be read: there is no such file".formatted(problem), missing);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "%s cannot be read: %s".formatted(problem, unreadable.getMessage()), unreadable);
        }
    }

    /** A file that cannot be written must not lose the plan: it is said, and the plan is shown all the same. */
    private boolean write(@Nullable Path file, String text) {
        if (file == null) {
            return true;
        }
        try {
            WholeFile.write(file, text);
            return true;
        } catch (UnwritableFileException failure) {
            console.err().println("vacate: " + failure.getMessage());
            return false;
        }
    }
}
