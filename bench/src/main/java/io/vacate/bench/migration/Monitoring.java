package io.vacate.bench.migration;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what it costs this process to watch many migrations at once. */
@Command(
        name = "monitoring",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Migrates all VMs of a host at once, slowly, and measures the CPU time and the threads of this process meanwhile;"
                    + " then it cancels them all.",
            "Threads that merely wait in a call of libvirt (one for each real migration) are listed apart from those that watch."
        })
public final class Monitoring implements Callable<Integer> {
    private static final double BAR = 0.01;
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    @Option(names = "--from", required = true, description = "the host with the VMs")
    private String from = "";

    @Option(names = "--to", required = true, description = "the host that they go to")
    private String to = "";

    @Option(names = "--rate", description = "limit of each migration in MiB/s (default ${DEFAULT-VALUE})")
    private long rate = 1;

    @Option(names = "--seconds", description = "how long to measure (default ${DEFAULT-VALUE})")
    private int seconds = 20;

    private Monitoring() {}

    /**
     * Runs the benchmark and ends the JVM.
     *
     * @param arguments as {@code bench/monitoring --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Monitoring()).execute(arguments));
    }

    /**
     * Measures and prints.
     *
     * @return 0 if each job costs less than 1 % of a core, else 1
     * @throws Exception if a host fails
     */
    @Override
    public Integer call() throws Exception {
        try (Host source = Hosts.open(from);
                Host destination = Hosts.open(to)) {
            int before = Vitals.now().threads();
            MigrationRequest slowly = MigrationRequest.builder()
                    .bandwidth(DataRate.ofMebibytesPerSecond(rate))
                    .build();
            List<MigrationJob> jobs = source.vms().stream()
                    .map(VM::id)
                    .map(id -> source.vm(id.toString()).migrateTo(destination, slowly))
                    .toList();
            TimeUnit.MILLISECONDS.sleep(WARM_UP.toMillis());
            Duration used = Vitals.cpu();
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            double cores = Vitals.cpu().minus(used).toNanos() / (double) (System.nanoTime() - start);
            long copying = jobs.stream()
                    .filter(job -> job.state() == MigrationState.COPYING)
                    .count();
            int threads = Vitals.now().threads();
            Map<String, Integer> kinds = kinds();
            jobs.forEach(MigrationJob::requestCancel);
            jobs.forEach(job -> job.completion().toCompletableFuture().join());
            return report(jobs.size(), copying, cores, before, threads, kinds) ? 0 : 1;
        }
    }

    /** Counts the threads of Java by what they do. */
    private static Map<String, Integer> kinds() {
        Map<String, Integer> kinds = new TreeMap<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            boolean parked = List.of(stack).stream()
                    .anyMatch(frame -> frame.getMethodName().startsWith("virDomainMigrate")
                            || frame.getClassName().endsWith("MigrationCall"));
            String name = thread.getName().replaceAll("[-0-9]+$", "");
            kinds.merge(parked ? name + ", waiting in libvirt's call" : name, 1, Integer::sum);
        });
        return kinds;
    }

    private static boolean report(
            int jobs, long copying, double cores, int before, int threads, Map<String, Integer> kinds) {
        double each = cores / jobs;
        System.out.printf(
                Locale.ROOT,
                "%d jobs, %d of them copying at the end: %.4f of a core, %.5f for each (%s 1 %%)%nthreads: %d before, %d with all jobs%n",
                jobs,
                copying,
                cores,
                each,
                each < BAR ? "below" : "ABOVE",
                before,
                threads);
        kinds.forEach((name, count) -> System.out.printf("%6d  %s%n", count, name));
        return each < BAR && copying == jobs;
    }
}
