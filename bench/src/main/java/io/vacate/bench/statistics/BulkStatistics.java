package io.vacate.bench.statistics;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.api.Host;
import io.vacate.api.Hosts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares the ways of knowing the statistics of all VMs of a host, in turn, within one run. */
@Command(
        name = "bulk-statistics",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times the statistics of many defined VMs of one host: virsh domstats (the whole process), Vacate (open the"
                    + " host, ask, close it), and one call a VM through libvirt-java. All take turns in each round.",
            "The VMs are defined for this and removed afterwards."
        })
public final class BulkStatistics implements Callable<Integer> {
    private static final int WARM_UP_ROUNDS = 10;

    @Option(names = "--uri", required = true, description = "the host, as Vacate takes it: kvm+tcp://…")
    private String uri = "";

    @Option(names = "--vms", description = "how many VMs to define (default ${DEFAULT-VALUE})")
    private int vms = 1000;

    @Option(names = "--rounds", description = "how many rounds (default ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--json", description = "print one JSON object as the last line")
    private boolean json;

    private BulkStatistics() {}

    /**
     * Runs the benchmark and ends the JVM.
     *
     * @param arguments as {@code bench/bulk-statistics --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BulkStatistics()).execute(arguments));
    }

    /**
     * Measures and prints.
     *
     * @return the exit code
     * @throws Exception if a host or a command fails; the VMs that were defined are removed
     */
    @Override
    public Integer call() throws Exception {
        try (Host host = Hosts.open(uri);
                BulkVms defined = new BulkVms(host, vms)) {
            report(measure(host));
        }
        return 0;
    }

    private List<Timed> measure(Host host) throws Exception {
        String libvirtUri = uri.replaceFirst("^kvm", "qemu");
        Timed virsh = new Timed("virsh domstats, whole process");
        Timed vacate = new Timed("Vacate: open, statistics, close");
        Timed call = new Timed("Vacate: statistics of an open host");
        Timed cold = new Timed("Vacate: the same from main() of a new JVM");
        Timed perVm = new Timed("libvirt-java, one VM after the other");
        try (PerVmCalls calls = new PerVmCalls(libvirtUri)) {
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                expect(vms, ColdStart.ask(uri));
            }
            expect(vms, calls.ask());
            for (int i = 0; i < rounds; i++) {
                virsh.time(() -> run("virsh", "-q", "-c", libvirtUri, "domstats"));
                vacate.time(() -> expect(vms, ColdStart.ask(uri)));
                call.time(() -> expect(vms, host.statistics().size()));
                cold.millis().add(coldMillis());
                perVm.time(() -> expect(vms, calls.ask()));
            }
        }
        return List.of(virsh, vacate, call, cold, perVm);
    }

    private double coldMillis() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Double.parseDouble(run(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ColdStart.class.getName(),
                uri));
    }

    private static void expect(int expected, int found) {
        if (found < expected) {
            throw new IllegalStateException("expected %d VMs or more, found %d".formatted(expected, found));
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("%s ended with %d".formatted(String.join(" ", command), process.exitValue()));
        }
        return output;
    }

    private void report(List<Timed> all) throws IOException {
        System.out.printf("%d VMs, %d rounds, median in ms (each round)%n", vms, rounds);
        for (Timed timed : all) {
            List<String> each = new ArrayList<>();
            for (double millis : timed.millis()) {
                each.add(String.format(Locale.ROOT, "%.1f", millis));
            }
            System.out.printf(
                    Locale.ROOT, "  %-42s %8.1f   (%s)%n", timed.name(), timed.median(), String.join(", ", each));
        }
        double virsh = all.get(0).median();
        double vacate = all.get(1).median();
        double call = all.get(2).median();
        double perVm = all.get(4).median();
        System.out.printf(
                Locale.ROOT,
                "Vacate takes %.2f times as long as virsh domstats (an open host: %.2f), and is %.1f times faster than"
                        + " one call a VM (an open host: %.1f)%n",
                vacate / virsh,
                call / virsh,
                perVm / vacate,
                perVm / call);
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("vms", vms);
            result.put("rounds", rounds);
            result.put("virsh_ms", virsh);
            result.put("vacate_ms", vacate);
            result.put("vacate_call_ms", call);
            result.put("vacate_cold_ms", all.get(3).median());
            result.put("per_vm_ms", perVm);
            result.put("vacate_to_virsh", vacate / virsh);
            result.put("per_vm_to_vacate_call", perVm / call);
            System.out.println(new ObjectMapper().writeValueAsString(result));
        }
    }
}
