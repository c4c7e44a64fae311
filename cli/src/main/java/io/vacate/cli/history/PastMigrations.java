package io.vacate.cli.history;

import io.vacate.api.unit.DataRate;
import io.vacate.model.calibrate.AggregateObservation;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.ObservedRun;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.model.calibrate.TimesOnly;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.profile.NetworkBuilder;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Migrations that are over, read from a file. Immutable.
 *
 * <p>Columns are found by the names in the first line. There must be {@code memory_mib}; {@code from} or {@code source};
 * {@code to} or {@code destination}; {@code start_s} and {@code end_s}, or {@code total_s}. All others may be missing, and
 * those that are not known are left alone. docs/cli.md lists them.
 */
public final class PastMigrations {
    private final List<List<PastMigration>> runs;
    private final Map<String, Integer> leftOut;

    private PastMigrations(List<List<PastMigration>> runs, Map<String, Integer> leftOut) {
        this.runs = runs;
        this.leftOut = leftOut;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it cannot be read or something in it is wrong; the message names file, line, column
     *     and value
     */
    public static PastMigrations read(Path file) {
        Map<String, List<PastMigration>> byRun = new LinkedHashMap<>();
        Map<String, Integer> leftOut = new TreeMap<>();
        int number = 0;
        for (CsvRow row : CsvFile.read(file)) {
            RowReader reader = new RowReader(row, number++);
            Optional<String> obstacle = reader.obstacle();
            if (obstacle.isPresent()) {
                leftOut.merge(obstacle.get(), 1, Integer::sum);
            } else {
                PastMigration migration = reader.read();
                byRun.computeIfAbsent(migration.run(), name -> new ArrayList<>())
                        .add(migration);
            }
        }
        List<List<PastMigration>> runs = new ArrayList<>();
        byRun.forEach((name, run) -> runs.addAll(name.isEmpty() ? busyPeriods(run) : List.of(run)));
        return new PastMigrations(runs, leftOut);
    }

    /** Parts a log where nothing was under way: what came after does not know of what was before. */
    private static List<List<PastMigration>> busyPeriods(List<PastMigration> run) {
        List<PastMigration> byStart = new ArrayList<>(run);
        byStart.sort(Comparator.comparing(PastMigration::start));
        List<List<PastMigration>> periods = new ArrayList<>();
        Duration until = Duration.ZERO;
        for (PastMigration migration : byStart) {
            if (periods.isEmpty() || migration.start().compareTo(until) > 0) {
                periods.add(new ArrayList<>());
            }
            periods.get(periods.size() - 1).add(migration);
            until = migration.end().compareTo(until) > 0 ? migration.end() : until;
        }
        return periods;
    }

    /** Returns how many migrations there are that something can be learned from. */
    public int size() {
        return runs.stream().mapToInt(List::size).sum();
    }

    /** Returns why rows were left out, and how many for each reason. */
    public Map<String, Integer> leftOut() {
        return leftOut;
    }

    /** Returns the hosts, sorted. */
    public Set<String> hosts() {
        Map<String, Boolean> names = new TreeMap<>();
        all().forEach(migration -> {
            names.put(migration.from(), true);
            names.put(migration.to(), true);
        });
        return new LinkedHashSet<>(names.keySet());
    }

    /** Returns each VM as it was before its last migration. */
    public Collection<VmProfile> vms() {
        Map<String, VmProfile> byName = new LinkedHashMap<>();
        all().forEach(migration -> byName.put(migration.vm().name(), migration.vm()));
        return byName.values();
    }

    private List<PastMigration> all() {
        return runs.stream().flatMap(List::stream).toList();
    }

    /**
     * Returns the star of all hosts. A host's link is as fast as the fastest that the file tells of it, as it tells the
     * narrower of both ends.
     *
     * @param otherwise speed of links of which the file tells nothing
     */
    public NetworkProfile network(DataRate otherwise) {
        Map<String, DataRate> speeds = new LinkedHashMap<>();
        for (PastMigration migration : all()) {
            migration.link().ifPresent(speed -> {
                speeds.merge(migration.from(), speed, PastMigrations::faster);
                speeds.merge(migration.to(), speed, PastMigrations::faster);
            });
        }
        NetworkBuilder network = NetworkProfile.builder();
        hosts().forEach(host -> network.nic(host, speeds.getOrDefault(host, otherwise)));
        return network.build();
    }

    private static DataRate faster(DataRate one, DataRate other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * Returns what is doubtful about learning from these, as sentences for people.
     *
     * @param isLinkKnown whether the speed of links that the file does not tell is known
     */
    public List<String> doubts(boolean isLinkKnown) {
        Map<String, Set<Optional<DataRate>>> speeds = new TreeMap<>();
        for (PastMigration migration : all()) {
            String path = "%s to %s".formatted(migration.from(), migration.to());
            speeds.computeIfAbsent(path, name -> new LinkedHashSet<>()).add(migration.link());
        }
        List<String> doubts = new ArrayList<>();
        speeds.forEach((path, seen) -> {
            if (seen.size() > 1) {
                doubts.add("link_mbit_s changes from %s: what is learned is a mixture".formatted(path));
            }
        });
        if (!isLinkKnown
                && all().stream().allMatch(migration -> migration.link().isEmpty())
                && all().stream().anyMatch(migration -> !migration.tellsMore())) {
            doubts.add("the speed of links is not told (link_mbit_s, or --link): what is learned of it is relative");
        }
        return doubts;
    }

    /**
     * Returns {@code before} with all migrations taken into account. Where the file tells what was sent, and how long that
     * took, much is learned of each; otherwise all of the rest are looked at together.
     */
    public Calibration learn(Calibration before, NetworkProfile network) {
        TimesOnly times = new TimesOnly(network, Map.of());
        Calibration learned = before;
        List<ObservedRun> untold = new ArrayList<>();
        for (List<PastMigration> run : runs) {
            ObservedRun observed = observed(run);
            if (run.stream().allMatch(PastMigration::tellsMore)) {
                learned = learned.updatedWith(observations(run, together(run, observed, learned, times)));
            } else {
                untold.add(observed);
            }
        }
        return untold.isEmpty() ? learned : times.learn(learned, untold);
    }

    private static RunObservations observations(List<PastMigration> run, Optional<AggregateObservation> together) {
        return new RunObservations(
                run.stream()
                        .map(migration -> migration.observation(concurrent(run, migration)))
                        .toList(),
                List.of(),
                List.of(),
                together);
    }

    /** Compares how long several took together with what would have been predicted, where enough was known before. */
    private static Optional<AggregateObservation> together(
            List<PastMigration> run, ObservedRun observed, Calibration before, TimesOnly times) {
        boolean isKnown = run.stream().allMatch(migration -> before.knows(migration.from(), migration.to()));
        if (run.size() < 2 || !isKnown) {
            return Optional.empty();
        }
        Duration modelled = times.modelledMakespan(before, observed, asTheyWaited(observed));
        return Optional.of(new AggregateObservation(modelled, observed.makespan()));
    }

    /** Returns the order in which each starts when the last that had ended before it has: so runs are executed. */
    private static StartOrder asTheyWaited(ObservedRun run) {
        List<ObservedRun.Member> members = run.members();
        int[][] predecessors = new int[members.size()][];
        for (int member = 0; member < predecessors.length; member++) {
            Duration start = members.get(member).start();
            predecessors[member] = IntStream.range(0, member)
                    .filter(other -> members.get(other).end().compareTo(start) <= 0)
                    .boxed()
                    .max(Comparator.comparing(other -> members.get(other).end()))
                    .stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        return StartOrder.afterPredecessors(predecessors);
    }

    /** Returns the most migrations, this one included, that met at a host at one moment of it. */
    private static int concurrent(List<PastMigration> run, PastMigration migration) {
        List<PastMigration> met =
                run.stream().filter(other -> other.meets(migration)).toList();
        return (int) met.stream()
                .map(other -> other.start().compareTo(migration.start()) > 0 ? other.start() : migration.start())
                .mapToLong(at -> met.stream()
                        .filter(other ->
                                other.start().compareTo(at) <= 0 && other.end().compareTo(at) > 0)
                        .count())
                .max()
                .orElse(1);
    }

    private static ObservedRun observed(List<PastMigration> run) {
        Duration first =
                run.stream().map(PastMigration::start).min(Duration::compareTo).orElse(Duration.ZERO);
        return new ObservedRun(run.stream()
                .map(migration -> new ObservedRun.Member(
                        migration.vm(),
                        migration.from(),
                        migration.to(),
                        migration.tuning(),
                        migration.start().minus(first),
                        migration.total()))
                .toList());
    }
}
