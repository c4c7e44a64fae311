package io.vacate.bench.testbed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.api.Host;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.orchestrator.report.EvacuationReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Empties a host of eight real guests by each strategy that the product offers, in turn, and compares. */
@Command(
        name = "testbed-planning",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Eight guests on h1 of a testbed that is up, four idle and four that write, are evacuated to h2 and h3 at 500 Mbit/s, as"
                    + " 'vacate evacuate' does it: by the plan it finds best, one by one, all at once, two and four at a time. In"
                    + " turn, so that all see the same machine.",
            "All guests' memory is verified after each run."
        })
public final class PlanTrial implements Callable<Integer> {
    private static final long SETTLE_MILLIS = 1500;

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

    @Option(
            names = "--link",
            description = "tells Vacate the links' speed, in Mbit/s; without it, moves of one idle guest teach it")
    private @Nullable Integer link;

    @Option(names = "--json", description = "print one JSON object as the last line")
    private boolean json;

    private PlanTrial() {}

    /**
     * Runs the trial and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PlanTrial()).execute(arguments));
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
            report(compare(guests));
            return CommandLine.ExitCode.OK;
        }
    }

    private Map<Way, Tally> compare(MixedGuests guests) throws Exception {
        Host home = guests.home();
        List<Host> others = guests.others();
        Evacuations evacuations = new Evacuations(Optional.ofNullable(link).map(DataRate::ofMegabitsPerSecond));
        teach(evacuations, home.vm(guests.names().get(0)).id(), home, others);
        Map<Way, Tally> tallies = new LinkedHashMap<>();
        for (int run = 1; run <= runs; run++) {
            for (Way way : Way.values()) {
                Thread.sleep(SETTLE_MILLIS);
                EvacuationReport report = evacuations.evacuate(List.of(home), others, way);
                String line = tallies.computeIfAbsent(way, added -> new Tally()).add(report);
                System.err.printf("run %d %-12s %s%n", run, way.label(), line);
                Thread.sleep(SETTLE_MILLIS);
                evacuations.bringBack(others, home);
                guests.check();
            }
        }
        return tallies;
    }

    /** Moves an idle guest to and fro: the first time warms up, the others teach. */
    private static void teach(Evacuations evacuations, VmId guest, Host home, List<Host> others)
            throws InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
        evacuations.move(guest, home, others.get(0));
        evacuations.move(guest, others.get(0), home);
        evacuations.learnFrom(guest, home, others);
    }

    private void report(Map<Way, Tally> tallies) throws Exception {
        System.out.println(Tally.header());
        Map<String, Object> summary = new LinkedHashMap<>();
        tallies.forEach((way, tally) -> {
            System.out.println(tally.row(way.label()));
            summary.put(way.label(), tally.medians());
        });
        if (json) {
            System.out.println(new ObjectMapper().writeValueAsString(summary));
        }
    }
}
