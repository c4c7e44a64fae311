package io.vacate.bench.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has the typed command plan the evacuation of simulated sites, and prints how far each plan is from its bound. */
@Command(
        name = "evacuation-planning",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Plans the evacuation of made-up sites by 'vacate evacuate … --dry-run --json', each in a process of its own and"
                    + " without anything learned before: predicted time, lower bound, gap, and the wall time of the command."
        })
public final class EvacuationPlanning implements Callable<Integer> {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;

    @Option(names = "--vacate", required = true, description = "the command")
    private Path vacate = Path.of("");

    @Option(names = "--vms", split = ",", description = "how many VMs are to move (default ${DEFAULT-VALUE})")
    private List<Integer> sizes = List.of(500, 2000, 10_000);

    @Option(names = "--seeds", split = ",", description = "of the made-up sites (default ${DEFAULT-VALUE})")
    private List<Long> seeds = List.of(1L);

    @Option(names = "--json", description = "print a JSON object for each site in place of the table")
    private boolean json;

    @Option(names = "--keep", description = "write worlds and documents to this directory, and leave them there")
    private Path keep = Path.of("");

    @CommandLine.Parameters(
            paramLabel = "OPTION",
            description = "more options of 'vacate evacuate', after --, such as --time-limit 10s")
    private List<String> options = List.of();

    private EvacuationPlanning() {}

    /**
     * Runs the benchmark and ends the JVM.
     *
     * @param arguments as {@code bench/evacuation-planning --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new EvacuationPlanning()).execute(arguments));
    }

    /**
     * Plans and prints.
     *
     * @return 0 if there is a plan for each site, 1 if not
     * @throws IOException if a file cannot be written, or the command prints no JSON
     * @throws InterruptedException if interrupted while the command runs
     */
    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean kept = !keep.toString().isEmpty();
        Path work = kept ? Files.createDirectories(keep) : Files.createTempDirectory("evacuation-planning");
        if (!json) {
            System.out.printf(
                    "%8s %6s %8s %12s %12s %8s %8s  %s%n",
                    "VMs", "seed", "hosts", "predicted s", "bound s", "gap %", "wall s", "bound set by");
        }
        // The first run builds the command, where that is needed.
        run(List.of("--version"), work.resolve("version"));
        boolean all = true;
        for (int vms : sizes) {
            for (long seed : seeds) {
                all &= plan(new SimulatedSite(vms, seed), work, kept);
            }
        }
        if (!kept) {
            Files.deleteIfExists(work.resolve("version"));
            Files.delete(work);
        }
        return all ? 0 : 1;
    }

    private boolean plan(SimulatedSite site, Path work, boolean kept) throws IOException, InterruptedException {
        String name = "site-%d-%d".formatted(site.vms(), site.seed());
        Path world = work.resolve(name + ".json");
        Path document = work.resolve(name + "-plan.json");
        Files.writeString(world, site.world());
        try {
            long began = System.nanoTime();
            int code = run(arguments(site, world), document);
            double wall = (System.nanoTime() - began) / NANOS_PER_SECOND;
            if (code != 0) {
                System.err.printf("%s: exit code %d%n", name, code);
                return false;
            }
            print(site, new ObjectMapper().readTree(document.toFile()), wall);
            return true;
        } finally {
            if (!kept) {
                Files.deleteIfExists(world);
                Files.deleteIfExists(document);
            }
        }
    }

    private List<String> arguments(SimulatedSite site, Path world) {
        List<String> arguments = new ArrayList<>(List.of("evacuate"));
        site.sources().forEach(host -> arguments.add(address(world, host)));
        arguments.add("--to");
        site.destinations().forEach(host -> arguments.add(address(world, host)));
        String nothing =
                world.resolveSibling("nothing-learned.json").toAbsolutePath().toString();
        arguments.addAll(List.of("--dry-run", "--json", "--no-learn", "--calibration", nothing, "--link", "10Gbit/s"));
        arguments.addAll(options);
        return arguments;
    }

    private static String address(Path world, String host) {
        return "sim://%s#%s".formatted(world.toAbsolutePath(), host);
    }

    private int run(List<String> arguments, Path output) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(vacate.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
    }

    private void print(SimulatedSite site, JsonNode plan, double wall) throws IOException {
        double predicted = plan.path("predicted_seconds").asDouble();
        double bound = plan.path("lower_bound_seconds").asDouble();
        double gap = predicted / bound - 1;
        if (json) {
            ObjectNode row = new ObjectMapper().createObjectNode();
            row.put("vms", site.vms())
                    .put("seed", site.seed())
                    .put("hosts", 2 * site.sources().size());
            row.put("predicted_seconds", predicted).put("lower_bound_seconds", bound);
            System.out.println(row.put("gap", gap).put("wall_seconds", wall));
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%8d %6d %8d %12.1f %12.1f %8.2f %8.1f  %s%n",
                site.vms(),
                site.seed(),
                2 * site.sources().size(),
                predicted,
                bound,
                PERCENT * gap,
                wall,
                plan.path("lower_bound_reason").asText());
    }
}
