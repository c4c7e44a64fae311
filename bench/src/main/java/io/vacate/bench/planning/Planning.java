package io.vacate.bench.planning;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.bench.planning.peer.MvmPhysics;
import io.vacate.bench.planning.peer.Peer;
import io.vacate.bench.planning.peer.PeerResult;
import io.vacate.documents.BatchDocument;
import io.vacate.documents.PlanDocument;
import io.vacate.documents.ProfileFormatException;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plans batches of migrations and prints how long they take, how long they must take, and how long planning took. */
@Command(
        name = "planning",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Plans batches of migrations: a row for each with its makespan, the bound that no plan can be below, and the time"
                    + " that planning took.",
            "Needs no host."
        })
public final class Planning implements Callable<Integer> {
    private static final int[] GROWTH = {100, 200, 500, 1000, 2000, 5000, 10_000, 20_000};
    private static final int[] WARM_UP = {300, 2000};
    private static final int WARM_UP_ROUNDS = 20;

    @Option(names = "--instances", description = "a file of the format vm-migration-batch/1, or a directory of such")
    private @Nullable Path instances;

    @Option(
            names = "--physics",
            description =
                    "how long migrations take: mvm, the published formula, or calibrated, the model with its priors")
    private Physics physics = Physics.mvm;

    @Option(names = "--time-limit", description = "to be spent on each instance, such as 1s or 500ms")
    private String timeLimit = "1s";

    @Option(names = "--out", description = "directory for the plans; with --generate the file of the instance")
    private @Nullable Path out;

    @Option(names = "--json", description = "print a JSON object for each instance in place of the table")
    private boolean json;

    @Option(names = "--peer", split = ",", description = "other planners beside ours: mvm, cp-sat")
    private List<String> peerNames = List.of();

    @Option(names = "--peer-time-limit", description = "to be spent by each of them on each instance")
    private String peerTimeLimit = "45s";

    @Option(names = "--strategies", description = "one by one, all at once, and every number at once beside ours")
    private boolean strategies;

    @Option(names = "--warm", description = "plan everything once before it is measured")
    private boolean warm;

    @Option(names = "--generate", description = "make up an instance of so many migrations in a fat-tree")
    private int generate;

    @Option(names = "--growth", description = "plan made-up instances of 100 to 20,000 migrations")
    private boolean growth;

    @Option(names = "--seed", description = "of all that is left to chance")
    private long seed = 1;

    /** How long migrations take. */
    enum Physics {
        mvm,
        calibrated;

        Planner planner() {
            return switch (this) {
                case mvm -> Planner.of(new MvmPhysics());
                case calibrated -> Planner.of(Calibration.prior());
            };
        }

        /** Returns the batch as these physics take it: mVM's rates are those of links as sold. */
        Batch of(Batch batch) {
            return this == mvm ? batch.withEfficiency(1) : batch;
        }
    }

    @Spec
    private @Nullable CommandSpec spec;

    private Planning() {}

    /**
     * Runs the benchmark and ends the JVM.
     *
     * @param arguments as {@code bench/planning --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(command().execute(arguments));
    }

    /** Returns the command, which may be executed once. */
    static CommandLine command() {
        return new CommandLine(new Planning()).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof IOException || failure instanceof ProfileFormatException) {
                command.getErr().println("planning: " + failure.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            throw failure;
        });
    }

    /**
     * Plans and prints.
     *
     * @return 0 if there is a plan for each, 1 if not
     * @throws IOException if a file cannot be read or written
     */
    @Override
    public Integer call() throws IOException {
        if (generate > 0) {
            Path file = Optional.ofNullable(out).orElseThrow(() -> wrong("--generate needs --out FILE"));
            Files.writeString(file, BatchDocument.text(FatTree.of(generate, seed)));
            return 0;
        }
        Planner planner = physics.planner().withSeed(seed);
        PeerColumns peers = peers();
        for (int size : WARM_UP) {
            Batch made = physics.of(FatTree.of(size, 7));
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                Timed.of(planner, made, Duration.ofMillis(100));
            }
        }
        peers.warmUp();
        if (!json) {
            System.out.printf(
                    "%-42s %10s %8s %9s %9s %8s %10s %10s  %s%s%n",
                    "instance",
                    "migrations",
                    "hosts",
                    "makespan",
                    "bound",
                    "ratio",
                    "first ms",
                    "total ms",
                    (strategies ? Strategies.header() : "") + peers.header(),
                    "bound set by");
        }
        if (growth) {
            for (int size : GROWTH) {
                row(planner, peers, physics.of(FatTree.of(size, seed)));
            }
            return 0;
        }
        Path given = Optional.ofNullable(instances)
                .orElseThrow(() -> wrong("one of --instances, --generate and --growth is needed"));
        boolean all = true;
        for (Path file : files(given)) {
            all &= row(planner, peers, physics.of(read(file)));
        }
        return all ? 0 : 1;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Optional.ofNullable(spec).orElseThrow().commandLine(), message);
    }

    private static List<Path> files(Path given) throws IOException {
        if (Files.isRegularFile(given)) {
            return List.of(given);
        }
        try (Stream<Path> all = Files.list(given)) {
            return all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static Batch read(Path file) throws IOException {
        try {
            return BatchDocument.parse(Files.readString(file));
        } catch (ProfileFormatException wrong) {
            throw new IOException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    private boolean row(Planner planner, PeerColumns peers, Batch problem) throws IOException {
        try {
            if (warm) {
                Timed.of(planner, problem, limit());
            }
            Timed timed = Timed.of(planner, problem, limit());
            print(problem, timed, strategies(planner, problem), peers, peers.plan(problem));
            if (out != null) {
                Files.createDirectories(out);
                Files.writeString(
                        out.resolve(problem.name() + ".json"),
                        PlanDocument.of(timed.plan()).text());
            }
            return true;
        } catch (InfeasibleException infeasible) {
            System.out.println(
                    json
                            ? new ObjectMapper()
                                    .writeValueAsString(
                                            Map.of("instance", problem.name(), "error", infeasible.getMessage()))
                            : "%-42s %s".formatted(problem.name(), infeasible.getMessage()));
            return false;
        }
    }

    private Optional<Strategies> strategies(Planner planner, Batch problem) {
        return strategies ? Optional.of(Strategies.of(planner, problem)) : Optional.empty();
    }

    private void print(
            Batch problem, Timed timed, Optional<Strategies> simple, PeerColumns peers, Map<Peer, PeerResult> found)
            throws IOException {
        if (json) {
            Map<String, @Nullable Object> row = timed.columns();
            simple.ifPresent(known -> known.addTo(row));
            peers.addTo(row, found);
            System.out.println(new ObjectMapper().writeValueAsString(row));
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%-42s %10d %8d %9.0f %9.0f %8.4f %10.1f %10.1f  %s%s%n",
                problem.name(),
                problem.moving().size(),
                problem.hosts().size(),
                timed.makespanSeconds(),
                timed.boundSeconds(),
                1 + timed.plan().gap(),
                timed.firstMillis(),
                timed.totalMillis(),
                simple.map(Strategies::cells).orElse("") + peers.cells(found),
                timed.plan().bound().reason());
    }

    private Duration limit() {
        return time("--time-limit", timeLimit);
    }

    private PeerColumns peers() {
        if (physics != Physics.mvm && !peerNames.isEmpty()) {
            throw wrong("--peer (%s) plans by mVM's formula, so it needs --physics mvm"
                    .formatted(String.join(",", peerNames)));
        }
        List<Peer> peers = peerNames.stream()
                .map(name -> PeerColumns.named(name, new MvmPhysics())
                        .orElseThrow(() -> wrong("--peer ('%s') must be mvm, cp-sat or both".formatted(name))))
                .toList();
        return new PeerColumns(peers, time("--peer-time-limit", peerTimeLimit), Optional.ofNullable(out));
    }

    private Duration time(String option, String given) {
        try {
            String text = given.toLowerCase(Locale.ROOT);
            return text.endsWith("ms")
                    ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                    : Duration.ofMillis(Math.round(1000 * Double.parseDouble(text.substring(0, text.length() - 1))));
        } catch (NumberFormatException | StringIndexOutOfBoundsException strange) {
            throw wrong("%s ('%s') must be such as 1s or 500ms".formatted(option, given));
        }
    }
}
