package io.vacate.bench.suspend;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataSize;
import io.vacate.bench.score.Median;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Moves one VM to and fro by suspend-copy-resume, via disk and via memory in turn. */
@Command(
        name = "suspend-copy-resume",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Times suspend-copy-resume of one VM between two hosts: medians in seconds, phase by phase.")
public final class SuspendCopyResumes implements Callable<Integer> {
    private static final List<Phase> PHASES =
            List.of(Phase.PREPARE, Phase.SUSPEND, Phase.TRANSFER, Phase.RESUME, Phase.FINISH);

    @Option(names = "--from", required = true, description = "the host that has the VM: kvm+tcp://…")
    private String from = "";

    @Option(names = "--to", required = true, description = "the other host")
    private String to = "";

    @Option(names = "--vm", required = true, description = "the VM's name")
    private String vm = "";

    @Option(names = "--runs", description = "how many for each buffer (default ${DEFAULT-VALUE})")
    private int runs = 5;

    @Option(names = "--check", description = "a command that verifies the VM of that name after each run")
    private Optional<String> check = Optional.empty();

    @Option(names = "--json", description = "print one JSON object in place of the table")
    private boolean json;

    private SuspendCopyResumes() {}

    /**
     * Runs the benchmark and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SuspendCopyResumes()).execute(arguments));
    }

    /**
     * Measures and prints. The first run via each buffer warms up and does not count.
     *
     * @return the exit code
     * @throws Exception if a host or a command fails; the VM is then where the failure left it
     */
    @Override
    public Integer call() throws Exception {
        Map<Buffer, List<MigrationStatistics>> results = new LinkedHashMap<>();
        results.put(Buffer.DISK, new ArrayList<>());
        results.put(Buffer.MEMORY, new ArrayList<>());
        try (Host one = Hosts.open(from);
                Host other = Hosts.open(to)) {
            Host at = one;
            for (int run = 0; run <= runs; run++) {
                for (Buffer buffer : results.keySet()) {
                    Host next = at == one ? other : one;
                    MigrationStatistics statistics = move(at, next, buffer);
                    at = next;
                    if (run > 0) {
                        results.get(buffer).add(statistics);
                    }
                }
            }
        }
        if (json) {
            System.out.println(new ObjectMapper().writeValueAsString(toJson(results)));
        } else {
            print(results);
        }
        return 0;
    }

    private MigrationStatistics move(Host source, Host destination, Buffer buffer) throws Exception {
        MigrationRequest request = MigrationRequest.builder()
                .mode(new MigrationMode.SuspendCopyResume(buffer))
                .build();
        MigrationOutcome outcome = source.vm(vm)
                .migrateTo(destination, request)
                .completion()
                .toCompletableFuture()
                .get(10, TimeUnit.MINUTES);
        if (!(outcome instanceof MigrationOutcome.Completed)) {
            throw new IllegalStateException("VM '%s' did not move: %s".formatted(vm, outcome));
        }
        verify();
        return outcome.statistics();
    }

    private void verify() throws Exception {
        if (check.isPresent()) {
            Process process = new ProcessBuilder(check.get(), vm)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("VM '%s' is not well after its move".formatted(vm));
            }
        }
    }

    private void print(Map<Buffer, List<MigrationStatistics>> results) {
        System.out.printf(Locale.ROOT, "%-14s %-7s %9s", "median of " + runs + ", s", "buffer", "MiB moved");
        PHASES.forEach(
                phase -> System.out.printf(Locale.ROOT, " %9s", phase.name().toLowerCase(Locale.ROOT)));
        System.out.printf(Locale.ROOT, " %9s %9s%n", "total", "downtime");
        results.forEach((buffer, all) -> {
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %-7s %9.0f",
                    vm,
                    buffer.name().toLowerCase(Locale.ROOT),
                    median(
                            all,
                            statistics -> statistics
                                            .transferred()
                                            .orElse(DataSize.ZERO)
                                            .bytes()
                                    / 1048576.0));
            for (Phase phase : PHASES) {
                System.out.printf(Locale.ROOT, " %9.2f", median(all, seconds(phase)));
            }
            System.out.printf(
                    Locale.ROOT,
                    " %9.2f %9.2f%n",
                    median(all, statistics -> seconds(statistics.total())),
                    median(all, statistics -> seconds(statistics.downtime().orElse(Duration.ZERO))));
        });
    }

    private Map<String, Object> toJson(Map<Buffer, List<MigrationStatistics>> results) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("vm", vm);
        results.forEach((buffer, all) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            for (Phase phase : PHASES) {
                row.put(phase.name().toLowerCase(Locale.ROOT) + "_seconds", each(all, seconds(phase)));
            }
            row.put("total_seconds", each(all, statistics -> seconds(statistics.total())));
            row.put(
                    "downtime_seconds",
                    each(all, statistics -> seconds(statistics.downtime().orElse(Duration.ZERO))));
            row.put("bytes", each(all, statistics ->
                    (double) statistics.transferred().orElse(DataSize.ZERO).bytes()));
            root.put(buffer.name().toLowerCase(Locale.ROOT), row);
        });
        return root;
    }

    private static Function<MigrationStatistics, Double> seconds(Phase phase) {
        return statistics -> seconds(statistics.phases().getOrDefault(phase, Duration.ZERO));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static List<Double> each(List<MigrationStatistics> all, Function<MigrationStatistics, Double> value) {
        return all.stream().map(value).toList();
    }

    private static double median(List<MigrationStatistics> all, Function<MigrationStatistics, Double> value) {
        return Median.of(each(all, value));
    }
}
