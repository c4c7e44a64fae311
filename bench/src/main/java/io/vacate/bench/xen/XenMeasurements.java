package io.vacate.bench.xen;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.bench.csv.CsvFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures live migrations of many kinds of guests between two Xen nodes of a testbed, into a file. */
@Command(
        name = "measure",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures migrations between x1 and x2 of a testbed that is up, guest by guest, into a file of"
                + " comma-separated values; what it has already is not measured again. Each guest's memory is verified after"
                + " its migrations.")
public final class XenMeasurements implements Callable<Integer> {
    private static final String HEADER = "memory_mib,dirty_mib_s,working_set_mib,run,from,to,total_s,load1";

    /** So that what the start, or the last migration, left to do is done. */
    private static final long SETTLE_MILLIS = 3000;

    private static final List<String> NODES = List.of("x1", "x2");

    @Option(names = "--from", required = true, description = "x1 as Vacate takes it: xen+tcp://…")
    private String from = "";

    @Option(names = "--to", required = true, description = "x2")
    private String to = "";

    @Option(names = "--testbed", required = true, description = "the directory with the testbed's commands")
    private Path testbed = Path.of("");

    @Option(names = "--file", required = true, description = "takes the rows; may be there already")
    private Path file = Path.of("");

    @Option(
            names = "--runs",
            description = "how often each kind of guest goes there and back (default ${DEFAULT-VALUE})")
    private int runs = 2;

    private XenMeasurements() {}

    /**
     * Measures and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new XenMeasurements()).execute(arguments));
    }

    /**
     * Measures all kinds.
     *
     * @return 0; what goes wrong is thrown, and the rows until then are kept
     * @throws Exception if a guest did not start or move or was not well, or the file could not be written
     */
    @Override
    public Integer call() throws Exception {
        List<XenMigration> known = known();
        try (Host one = Hosts.open(from);
                Host other = Hosts.open(to)) {
            List<Host> hosts = List.of(one, other);
            boolean warm = false;
            // Kind by kind, and again: so that hours in which the machine is slow do not fall on one kind.
            for (int run = 1; run <= runs; run++) {
                for (GuestKind kind : GuestKind.all()) {
                    if (!isKnown(kind, run, known)) {
                        measure(kind, run, hosts, warm);
                        warm = true;
                    }
                }
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private List<XenMigration> known() throws IOException {
        if (Files.exists(file)) {
            return CsvFile.read(file).stream().map(XenMigration::of).toList();
        }
        Files.writeString(file, HEADER + "\n");
        return List.of();
    }

    private static boolean isKnown(GuestKind kind, int run, List<XenMigration> known) {
        return known.stream().anyMatch(row -> row.kind().equals(kind) && row.run() == run);
    }

    /** Moves a guest there and back. Before all, one goes to and fro unseen: it warms up the JVM and the nodes. */
    private void measure(GuestKind kind, int run, List<Host> hosts, boolean warm) throws Exception {
        String name = kind.label();
        List<String> start = new ArrayList<>(List.of("xen-guest", NODES.get(0), name));
        start.addAll(List.of(kind.options()));
        run(start);
        List<String> rows = new ArrayList<>();
        try {
            for (int move = warm ? 0 : -2; move < 2; move++) {
                int at = Math.floorMod(move, 2);
                Thread.sleep(SETTLE_MILLIS);
                double seconds = move(hosts.get(at), hosts.get(1 - at), name);
                if (move >= 0) {
                    rows.add(row(kind, run, at, seconds));
                }
            }
            run(List.of("xen-check", name));
            // Both ways or none, and of no guest that was not well.
            Files.write(file, rows, StandardOpenOption.APPEND);
        } finally {
            run(List.of("xen-remove", name));
        }
    }

    private static double move(Host source, Host destination, String name) throws Exception {
        long began = System.nanoTime();
        MigrationOutcome outcome = source.vm(name)
                .migrateTo(destination, MigrationRequest.live())
                .completion()
                .toCompletableFuture()
                .get();
        double seconds = (System.nanoTime() - began) / 1e9;
        if (!(outcome instanceof MigrationOutcome.Completed)) {
            throw new IllegalStateException("'%s' did not move: %s".formatted(name, outcome));
        }
        return seconds;
    }

    private static String row(GuestKind kind, int run, int at, double seconds) throws IOException {
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        System.err.printf(
                Locale.ROOT, "%tT %s run %d: %.2f s%n", System.currentTimeMillis(), kind.label(), run, seconds);
        return String.format(
                Locale.ROOT,
                "%d,%d,%d,%d,%s,%s,%.3f,%s",
                kind.memoryMib(),
                kind.dirtyMib(),
                kind.workingSetMib(),
                run,
                NODES.get(at),
                NODES.get(1 - at),
                seconds,
                load);
    }

    private void run(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(words);
        command.set(0, testbed.resolve(words.get(0)).toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(System.err);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("'%s' failed".formatted(String.join(" ", command)));
        }
    }
}
