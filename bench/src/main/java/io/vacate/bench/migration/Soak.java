package io.vacate.bench.migration;

import io.vacate.api.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Migrates a guest to and fro, and looks whether this process holds more and more. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Migrates a guest to and fro hundreds of times from one process, and samples what the process holds every 10"
                    + " migrations: libvirt connections, threads, file descriptors, memory.",
            "The first fifth of the samples is warm-up. Flat means: connections, threads and files stay within 3 of each"
                    + " other, memory that is in use (allocated by C code, Java's) grows by less than 4 KiB a migration, and"
                    + " resident memory, which has what the allocators keep for later as well, stays within 5 %."
        })
public final class Soak implements Callable<Integer> {
    private static final int EVERY = 10;
    private static final long SPREAD = 3;
    private static final double KIB_EACH = 4;
    private static final double RESIDENT_SPREAD = 1.05;

    @Mixin
    private RealHosts hosts = new RealHosts();

    @Option(names = "--guest", required = true, description = "its name")
    private String guest = "";

    @Option(names = "--migrations", description = "how many, even (default ${DEFAULT-VALUE})")
    private int migrations = 300;

    private final List<Vitals> samples = new ArrayList<>();
    private boolean flat = true;

    private Soak() {}

    /**
     * Runs the benchmark and ends the JVM.
     *
     * @param arguments as {@code bench/soak --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    /**
     * Migrates, measures and prints.
     *
     * @return 0 if all is flat and the guest is well, else 1
     * @throws Exception if a migration fails; the guest is where that left it
     */
    @Override
    public Integer call() throws Exception {
        boolean well = true;
        System.out.printf(
                "%10s %11s %7s %5s %10s %10s %10s%n",
                "migrations", "connections", "threads", "files", "RSS KiB", "native KiB", "heap KiB");
        List<Host> open = hosts.open();
        try (Host one = open.get(0);
                Host other = open.get(1)) {
            for (int i = 1; i <= migrations; i++) {
                Host source = open.get((i - 1) % 2);
                RealHosts.migrate(guest, source, source == one ? other : one);
                if (i % EVERY == 0) {
                    sample(i);
                }
                if (i % (EVERY * EVERY) == 0) {
                    well &= hosts.isWell(guest);
                }
            }
        }
        verdict();
        well &= hosts.isWell(guest);
        System.out.println(well ? "the guest is well" : "the guest is NOT well");
        return flat && well ? 0 : 1;
    }

    private void sample(int count) throws Exception {
        Vitals now = Vitals.now();
        samples.add(now);
        System.out.printf(
                "%10d %11d %7d %5d %10d %10d %10d%n",
                count,
                now.connections(),
                now.threads(),
                now.files(),
                now.residentKib(),
                now.nativeKib(),
                now.heapKib());
    }

    private void verdict() {
        int warm = samples.size() / 5;
        List<Vitals> steady = samples.subList(warm, samples.size());
        System.out.printf("after warm-up (%d migrations):%n", warm * EVERY);
        count("connections", steady, Vitals::connections);
        count("threads", steady, Vitals::threads);
        count("files", steady, Vitals::files);
        resident(steady);
        memory("native", steady, Vitals::nativeKib);
        memory("heap", steady, Vitals::heapKib);
    }

    private void count(String name, List<Vitals> steady, ToLongFunction<Vitals> value) {
        long least = steady.stream().mapToLong(value).min().orElse(0);
        long most = steady.stream().mapToLong(value).max().orElse(0);
        print(name, least, most, slope(steady, value), most - least <= SPREAD);
    }

    private void resident(List<Vitals> steady) {
        long least = steady.stream().mapToLong(Vitals::residentKib).min().orElse(0);
        long most = steady.stream().mapToLong(Vitals::residentKib).max().orElse(0);
        print("RSS KiB", least, most, slope(steady, Vitals::residentKib), most <= least * RESIDENT_SPREAD);
    }

    private void memory(String name, List<Vitals> steady, ToLongFunction<Vitals> value) {
        long least = steady.stream().mapToLong(value).min().orElse(0);
        long most = steady.stream().mapToLong(value).max().orElse(0);
        double slope = slope(steady, value);
        print(name + " KiB", least, most, slope, slope < KIB_EACH);
    }

    private void print(String name, long least, long most, double slope, boolean isFlat) {
        flat &= isFlat;
        System.out.printf(
                Locale.ROOT,
                "%12s  min %d  max %d  slope %+.4f a migration  %s%n",
                name,
                least,
                most,
                slope,
                isFlat ? "flat" : "NOT FLAT");
    }

    /** Least squares: how much is added by each migration. */
    private static double slope(List<Vitals> steady, ToLongFunction<Vitals> value) {
        int count = steady.size();
        double meanX = (count - 1) / 2.0;
        double meanY = steady.stream().mapToLong(value).average().orElse(0);
        double above = 0;
        double below = 0;
        for (int i = 0; i < count; i++) {
            above += (i - meanX) * (value.applyAsLong(steady.get(i)) - meanY);
            below += (i - meanX) * (i - meanX);
        }
        return below == 0 ? 0 : above / below / EVERY;
    }
}
