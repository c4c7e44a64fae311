package io.vacate.bench.xen;

import io.vacate.api.unit.DataRate;
import io.vacate.bench.csv.CsvFile;
import io.vacate.bench.score.JsonLine;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.TimesOnly;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.simulation.MigrationEstimator;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Predicts measured migrations between Xen nodes: sizes that nothing was learned from, and all from one small idle VM. */
@Command(
        name = "xen-accuracy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Predicts guests of sizes that were not learned from.")
public final class XenEvaluation implements Callable<Integer> {
    /** What the nodes' links are limited to. */
    private static final DataRate TOLD = DataRate.ofMegabitsPerSecond(120);

    private static final int SMALL_MIB = 128;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "what was measured")
    private Path data = Path.of("");

    @Option(names = "--json", description = "print one JSON object as the last line")
    private boolean json;

    private final NetworkProfile told = NetworkProfile.star(List.of("x1", "x2"), TOLD);

    private XenEvaluation() {}

    /**
     * Runs the evaluation and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new XenEvaluation()).execute(arguments));
    }

    /**
     * Reads, predicts, compares and prints.
     *
     * @return the exit code
     * @throws Exception if the file cannot be read
     */
    @Override
    public Integer call() throws Exception {
        List<XenMigration> all =
                CsvFile.read(data).stream().map(XenMigration::of).toList();
        Calibration taught = learn(all.stream().filter(XenMigration::isTaught).toList());
        Calibration small = fromOne(all);
        Map<Integer, Calibration> others = all.stream()
                .map(XenMigration::memoryMib)
                .distinct()
                .collect(Collectors.toMap(
                        size -> size,
                        size -> learn(all.stream()
                                .filter(run -> run.isTaught() && run.memoryMib() != size)
                                .toList())));
        Errors unseen = new Errors();
        Errors each = new Errors();
        Errors alone = new Errors();
        System.out.println(XenRow.HEADER);
        byKind(all).forEach((label, runs) -> {
            Calibration other = Objects.requireNonNull(others.get(runs.get(0).memoryMib()));
            System.out.println(new XenRow(
                    label,
                    runs.size(),
                    mean(runs, XenMigration::seconds),
                    mean(runs, run -> predict(taught, run)),
                    mean(runs, run -> predict(other, run)),
                    mean(runs, run -> predict(small, run))));
            for (XenMigration run : runs) {
                each.add(predict(other, run), run.seconds());
                if (!run.isTaught()) {
                    unseen.add(predict(taught, run), run.seconds());
                }
                if (!isSmall(run)) {
                    alone.add(predict(small, run), run.seconds());
                }
            }
        });
        System.out.printf(
                Locale.ROOT,
                "mean absolute error of each migration: %.1f %% of sizes that taught nothing, by all that did; %.1f %% of"
                        + " each size by the others; %.1f %% by one idle VM of %d MiB%n",
                unseen.mape(),
                each.mape(),
                alone.mape(),
                SMALL_MIB);
        if (json) {
            System.out.println(new JsonLine()
                    .put("migrations", all.size())
                    .put("mape_percent", unseen.mape())
                    .put("mape_each_by_others_percent", each.mape())
                    .put("mape_from_one_percent", alone.mape()));
        }
        return CommandLine.ExitCode.OK;
    }

    private static double mean(List<XenMigration> runs, ToDoubleFunction<XenMigration> value) {
        return runs.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    private static Map<String, List<XenMigration>> byKind(List<XenMigration> all) {
        return all.stream()
                .collect(Collectors.groupingBy(
                        run -> "%4d MiB d%d".formatted(run.memoryMib(), run.dirtyMib()),
                        TreeMap::new,
                        Collectors.toList()));
    }

    private Calibration learn(List<XenMigration> runs) {
        return TimesOnly.atUnknownRates(told)
                .learn(
                        Calibration.prior(HypervisorProfile.LIBXL),
                        runs.stream().map(XenMigration::asRun).toList());
    }

    /** What one small idle guest taught, there and back. */
    private static Calibration fromOne(List<XenMigration> all) {
        Calibration learned = Calibration.prior(HypervisorProfile.LIBXL);
        for (XenMigration run : all) {
            if (isSmall(run)) {
                learned = learned.updatedWith(run.asObservation());
            }
        }
        return learned;
    }

    private static boolean isSmall(XenMigration run) {
        return run.memoryMib() == SMALL_MIB && run.dirtyMib() == 0;
    }

    private double predict(Calibration learned, XenMigration run) {
        return MigrationEstimator.PRIOR
                .with(learned.hypervisor())
                .seconds(learned.apply(run.vm()), learned.apply(told).path(run.from(), run.to()), Tuning.PRE_COPY);
    }
}
