package io.vacate.bench.testbed;

import io.vacate.api.Host;
import io.vacate.bench.score.Median;
import io.vacate.model.calibrate.Calibration;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.EvacuationRun;
import io.vacate.orchestrator.Evacuator;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import io.vacate.orchestrator.report.VmOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Evacuates real guests to and fro, and compares the remaining time that is shown with what came. */
@Command(
        name = "live-eta",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Eight guests on h1 of a testbed that is up, four idle and four that write, are evacuated to h2 and h3 and back at"
                    + " 500 Mbit/s, nothing known at first. Compares the total time that is shown half-way with what came.",
            "All guests' memory is verified after each evacuation."
        })
public final class LiveEtaTrial implements Callable<Integer> {
    private static final long SAMPLE_MILLIS = 250;
    private static final double PERCENT = 100;

    @Option(
            names = "--hosts",
            required = true,
            split = ",",
            description = "h1, h2 and h3 as Vacate takes them: kvm+tcp://…")
    private List<String> uris = List.of();

    @Option(names = "--testbed", required = true, description = "the directory with the testbed's commands")
    private Path testbed = Path.of("");

    @Option(names = "--rounds", description = "how often there and back (default ${DEFAULT-VALUE})")
    private int rounds = 2;

    @Option(names = "--details", description = "print a line for each move")
    private boolean details;

    private Calibration learned = Calibration.prior();
    private int falseAlarms;
    private int moved;
    private boolean isFirst = true;
    private final List<Double> runsAfterOne = new ArrayList<>();
    private final List<Double> movesAfterOne = new ArrayList<>();

    private LiveEtaTrial() {}

    /**
     * Runs the trial and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LiveEtaTrial()).execute(arguments));
    }

    /** What was shown at one moment, in seconds. */
    private record Shown(double elapsed, double remaining) {
        static Shown of(Duration elapsed, Duration remaining) {
            return new Shown(elapsed.toNanos() / 1e9, remaining.toNanos() / 1e9);
        }

        /** Returns how far the total predicted half-way was off, as a share of the total. */
        static double halfWayError(List<Shown> shown, double total) {
            double predicted = Double.NaN;
            for (Shown sample : shown) {
                if (sample.elapsed() <= total / 2 || Double.isNaN(predicted)) {
                    predicted = sample.elapsed() + sample.remaining();
                }
            }
            return Math.abs(predicted - total) / total;
        }
    }

    /**
     * Measures and prints.
     *
     * @return the exit code
     * @throws Exception if a guest was not well, or a host does not answer
     */
    @Override
    public Integer call() throws Exception {
        try (MixedGuests guests = MixedGuests.start(testbed, uris)) {
            System.out.printf(
                    "%-4s %10s %8s %12s %16s%n", "run", "estimate", "actual", "run's error", "moves' (median)");
            for (int round = 1; round <= rounds; round++) {
                evacuate(String.valueOf(round), List.of(guests.home()), guests.others(), guests);
                evacuate("back", guests.others(), List.of(guests.home()), guests);
            }
            System.out.printf(
                    Locale.ROOT,
                    "after one, medians: runs' error %.1f %%, moves' %.1f %%%n",
                    PERCENT * Median.of(runsAfterOne),
                    PERCENT * Median.of(movesAfterOne));
            System.out.printf("false alarms: %d in %d migrations that converged%n", falseAlarms, moved);
            return CommandLine.ExitCode.OK;
        }
    }

    private void evacuate(String label, List<Host> from, List<Host> to, MixedGuests guests) throws Exception {
        Queue<RunEvent> events = new ConcurrentLinkedQueue<>();
        Evacuator evacuator = new Evacuator();
        EvacuationRun run = evacuator.execute(
                evacuator.prepare(
                        EvacuationRequest.builder(from, to).calibration(learned).build()),
                events::add);
        List<Shown> whole = new ArrayList<>();
        Map<String, List<Shown>> moves = new HashMap<>();
        while (!run.completion().toCompletableFuture().isDone()) {
            RunProgress progress = run.progress();
            whole.add(Shown.of(progress.elapsed(), progress.remaining()));
            for (MoveProgress move : progress.moves()) {
                if (!move.elapsed().isZero() && !move.remaining().isZero()) {
                    moves.computeIfAbsent(move.move().vm().name(), key -> new ArrayList<>())
                            .add(Shown.of(move.elapsed(), move.remaining()));
                }
            }
            Thread.sleep(SAMPLE_MILLIS);
        }
        EvacuationReport report = run.completion().toCompletableFuture().join();
        guests.check();
        count(report, events, guests.names().size());
        learned = report.calibration();
        print(label, report, whole, moves);
    }

    /** All guests converge: one that is left behind for not converging is a false alarm as well. */
    private void count(EvacuationReport report, Queue<RunEvent> events, int guests) {
        falseAlarms += guests - report.moves().size();
        for (MoveReport move : report.moves()) {
            if (move.outcome() == VmOutcome.MOVED) {
                moved++;
                falseAlarms += (int) events.stream()
                        .filter(RunEvent.NotConverging.class::isInstance)
                        .filter(event ->
                                event.step().id().equals(move.result().move().id()))
                        .count();
            }
        }
    }

    private void print(String label, EvacuationReport report, List<Shown> whole, Map<String, List<Shown>> moves) {
        double total = report.elapsed().toNanos() / 1e9;
        double run = Shown.halfWayError(whole, total);
        Map<String, Double> errors = new LinkedHashMap<>();
        for (MoveReport move : report.moves()) {
            List<Shown> shown = moves.getOrDefault(move.vmName(), List.of());
            move.statistics()
                    .filter(statistics -> !shown.isEmpty())
                    .ifPresent(statistics -> errors.put(
                            move.vmName(),
                            Shown.halfWayError(shown, statistics.total().toNanos() / 1e9)));
        }
        System.out.printf(
                Locale.ROOT,
                "%-4s %9.1fs %7.1fs %10.1f %% %14.1f %%%n",
                label,
                report.plan().expected(report.plan().makespan()).toNanos() / 1e9,
                total,
                PERCENT * run,
                PERCENT * Median.of(List.copyOf(errors.values())));
        if (isFirst) {
            isFirst = false;
        } else {
            runsAfterOne.add(run);
            movesAfterOne.addAll(errors.values());
        }
        if (details) {
            report.moves().forEach(move -> print(move, errors));
        }
    }

    private static void print(MoveReport move, Map<String, Double> errors) {
        System.out.printf(
                Locale.ROOT,
                "     %-12s predicted %5.1f s, took %5.1f s, half-way %5.1f %%, %s%n",
                move.vmName(),
                move.predicted().toNanos() / 1e9,
                move.actual().map(took -> took.toNanos() / 1e9).orElse(Double.NaN),
                PERCENT * errors.getOrDefault(move.vmName(), Double.NaN),
                move.message());
    }
}
