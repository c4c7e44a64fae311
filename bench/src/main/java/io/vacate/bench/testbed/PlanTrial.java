package io.vacate.bench.testbed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.bench.score.Median;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.plan.BestPlanner;
import io.vacate.model.plan.KParallelPlanner;
import io.vacate.model.plan.Move;
import io.vacate.model.plan.ParallelPlanner;
import io.vacate.model.plan.Plan;
import io.vacate.model.plan.Planner;
import io.vacate.model.plan.PlanningProblem;
import io.vacate.model.plan.SequentialPlanner;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Moves eight real guests off a host as several strategies plan it, in turn, and compares. */
@Command(
        name = "testbed-planning",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Eight guests on h1 of a testbed that is up, four idle and four that write, move to h2 and h3 at 500 Mbit/s: as Vacate"
                    + " plans it, one by one, all at once, two and four at a time. In turn, so that all see the same machine.",
            "All guests' memory is verified after each run."
        })
public final class PlanTrial implements Callable<Integer> {
    private static final long SETTLE_MILLIS = 1500;
    private static final Duration DOWNTIME_LIMIT = Duration.ofMillis(300);
    /** Three hosts share two processors, and h1 has to do with all migrations. */
    private static final double PROCESSORS_OF_EACH = 1;

    private static final double PERCENT = 100;
    private static final List<GuestKind> GUESTS = List.of(
            GuestKind.idle(128),
            GuestKind.idle(256),
            GuestKind.busy(128, 8),
            GuestKind.busy(256, 20),
            GuestKind.idle(128),
            GuestKind.idle(256),
            GuestKind.busy(256, 8),
            GuestKind.busy(128, 20));

    @Option(
            names = "--hosts",
            required = true,
            split = ",",
            description = "h1, h2 and h3 as Vacate takes them: kvm+tcp://…")
    private List<String> uris = List.of();

    @Option(names = "--testbed", required = true, description = "the directory with the testbed's commands")
    private Path testbed = Path.of("");

    @Option(names = "--runs", description = "how often each strategy runs (default ${DEFAULT-VALUE})")
    private int runs = 3;

    @Option(names = "--patience", description = "seconds until a migration is cancelled (default ${DEFAULT-VALUE})")
    private int patience = 60;

    @Option(names = "--json", description = "print one JSON object as the last line")
    private boolean json;

    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Map<String, GuestKind> guests = new LinkedHashMap<>();
    private final NetworkProfile network = NetworkProfile.star(
                    List.of("h1", "h2", "h3"), DataRate.ofMegabitsPerSecond(500))
            .withHosts(host -> host.withProcessors(PROCESSORS_OF_EACH));
    private Calibration learned = Calibration.prior();

    private PlanTrial() {}

    /**
     * Runs the trial and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PlanTrial()).execute(arguments));
    }

    /** How a strategy did. */
    private static final class Tally {
        private final List<Double> actual = new ArrayList<>();
        private final List<Double> predicted = new ArrayList<>();
    }

    /**
     * Measures and prints.
     *
     * @return the exit code
     * @throws Exception if a guest was not well, or a host does not answer
     */
    @Override
    public Integer call() throws Exception {
        TestbedScripts scripts = new TestbedScripts(testbed);
        for (int i = 0; i < uris.size(); i++) {
            hosts.put("h" + (i + 1), Hosts.open(uris.get(i)));
            scripts.limit("h" + (i + 1), Link.LIMITED);
        }
        try {
            for (GuestKind guest : GUESTS) {
                String name = "%d-%s".formatted(guests.size() + 1, guest.label());
                scripts.start("h1", name, guest);
                guests.put(name, guest);
            }
            calibrate();
            report(compare(scripts));
            return CommandLine.ExitCode.OK;
        } finally {
            for (String guest : guests.keySet()) {
                scripts.remove(guest);
            }
            hosts.values().forEach(Host::close);
        }
    }

    /** Moves the first idle guest to and fro: the first time warms up, the others teach. */
    private void calibrate() throws Exception {
        String guest = guests.keySet().iterator().next();
        for (int i = 0; i < 6; i++) {
            Thread.sleep(SETTLE_MILLIS);
            String to = i % 4 == 0 ? "h2" : "h3";
            Move move = i % 2 == 0 ? move(guest, "h1", to) : move(guest, i % 4 == 1 ? "h2" : "h3", "h1");
            Plan plan = new SequentialPlanner().plan(problem(List.of(move)));
            Moved moved = run(plan).get(0);
            if (i > 0) {
                learned = learned.updatedWith(observation(move, moved));
            }
        }
    }

    private static Observation observation(Move move, Moved moved) {
        MigrationStatistics statistics = moved.outcome().statistics();
        Duration sending = statistics
                .phases()
                .getOrDefault(Phase.COPY, Duration.ZERO)
                .plus(statistics.phases().getOrDefault(Phase.SWITCH_OVER, Duration.ZERO));
        return Observation.preCopy(
                move.vm(),
                move.from(),
                move.to(),
                Duration.ofNanos((long) ((moved.endSeconds() - moved.startSeconds()) * 1e9)),
                statistics.transferred().orElseThrow(),
                sending);
    }

    private Map<String, Tally> compare(TestbedScripts scripts) throws Exception {
        Map<String, Planner> planners = new LinkedHashMap<>();
        planners.put("vacate", new BestPlanner());
        planners.put("one by one", new SequentialPlanner());
        planners.put("all at once", new ParallelPlanner());
        planners.put("2 at a time", new KParallelPlanner(2));
        planners.put("4 at a time", new KParallelPlanner(4));
        Map<String, Tally> tallies = new LinkedHashMap<>();
        for (int run = 1; run <= runs; run++) {
            for (Map.Entry<String, Planner> planner : planners.entrySet()) {
                Tally tally = tallies.computeIfAbsent(planner.getKey(), added -> new Tally());
                Thread.sleep(SETTLE_MILLIS);
                Plan plan = planner.getValue().plan(problem(moves("h1")));
                List<Moved> moved = run(plan);
                boolean completed = moved.stream().allMatch(Moved::isCompleted);
                double end = moved.stream().mapToDouble(Moved::endSeconds).max().orElse(0);
                double predicted = plan.aggregateTime().p50().toNanos() / 1e9;
                tally.actual.add(completed ? end : Double.POSITIVE_INFINITY);
                tally.predicted.add(plan.notConverging() == 0 ? predicted : Double.POSITIVE_INFINITY);
                System.err.printf(
                        Locale.ROOT,
                        "run %d %-12s %.1f s, predicted %.1f s (%s, %d at once)%s%n",
                        run,
                        planner.getKey(),
                        end,
                        predicted,
                        plan.strategy(),
                        plan.mostAtOnce(),
                        completed ? "" : ": some did not converge");
                returnAll(moved);
                for (String guest : guests.keySet()) {
                    scripts.check(guest);
                }
            }
        }
        return tallies;
    }

    private void returnAll(List<Moved> moved) throws Exception {
        List<Move> back = new ArrayList<>();
        for (Moved each : moved) {
            if (each.isCompleted()) {
                back.add(move(each.guest(), destination(each.guest()), "h1"));
            }
        }
        Thread.sleep(SETTLE_MILLIS);
        List<Moved> returned = run(new SequentialPlanner().plan(problem(back)));
        if (!returned.stream().allMatch(Moved::isCompleted)) {
            throw new IllegalStateException("some did not return: " + returned);
        }
    }

    private List<Moved> run(Plan plan) throws Exception {
        return new PlanRunner(hosts, new Mover(Duration.ofSeconds(patience))).run(plan);
    }

    private PlanningProblem problem(List<Move> moves) {
        return PlanningProblem.of(moves, learned.apply(network)).with(learned.withoutRates());
    }

    /** Returns the moves of all guests, the first half to h2, the others to h3. */
    private List<Move> moves(String from) {
        List<Move> moves = new ArrayList<>();
        for (String guest : guests.keySet()) {
            moves.add(move(guest, from, destination(guest)));
        }
        return moves;
    }

    private String destination(String guest) {
        return List.copyOf(guests.keySet()).indexOf(guest) < guests.size() / 2 ? "h2" : "h3";
    }

    private Move move(String guest, String from, String to) {
        VM vm = Optional.ofNullable(hosts.get(from)).stream()
                .flatMap(host -> host.vms().stream())
                .filter(each -> each.name().equals(guest))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("'%s' is not on %s".formatted(guest, from)));
        GuestKind kind = guests.getOrDefault(guest, GUESTS.get(0));
        DataSize memory = DataSize.ofMebibytes(kind.memoryMib());
        DataSize resident = vm.statistics().residentMemory().orElse(memory);
        DirtyCurve curve = kind.dirtyMib() == 0
                ? DirtyCurve.idle()
                : DirtyCurve.constantRate(
                        DataRate.ofMebibytesPerSecond(kind.dirtyMib()), DataSize.ofMebibytes(kind.workingSetMib()));
        VmProfile profile = new VmProfile(vm.id(), guest, memory, resident.min(memory), curve, DOWNTIME_LIMIT)
                .withResident(resident);
        return new Move(learned.apply(profile), from, to);
    }

    private void report(Map<String, Tally> tallies) throws Exception {
        System.out.printf("%-14s %10s %10s %8s   %s%n", "strategy", "median s", "predicted", "error", "runs");
        Map<String, Object> summary = new LinkedHashMap<>();
        tallies.forEach((name, tally) -> {
            double actual = Median.of(tally.actual);
            double predicted = Median.of(tally.predicted);
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %10.1f %10.1f %7.1f%%   %s%n",
                    name,
                    actual,
                    predicted,
                    PERCENT * (predicted / actual - 1),
                    tally.actual.stream()
                            .map(each -> String.format(Locale.ROOT, "%.1f", each))
                            .toList());
            summary.put(name, Map.of("median_s", actual, "predicted_s", predicted));
        });
        if (json) {
            System.out.println(new ObjectMapper().writeValueAsString(summary));
        }
    }
}
