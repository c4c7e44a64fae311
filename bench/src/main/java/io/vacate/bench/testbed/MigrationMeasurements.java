package io.vacate.bench.testbed;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures migrations of many kinds of guests between two hosts of a testbed, into a file. */
@Command(
        name = "measure",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures migrations between h1 and h2 of a testbed that is up, run by run, into a file of comma-separated values.",
            "What the file has already is not measured again. Guests that are not well after a case are named, and their other"
                    + " cases are given up."
        })
public final class MigrationMeasurements implements Callable<Integer> {
    @Option(names = "--from", required = true, description = "h1 as Vacate takes it: kvm+tcp://…")
    private String from = "";

    @Option(names = "--to", required = true, description = "h2")
    private String to = "";

    @Option(names = "--testbed", required = true, description = "the directory with the testbed's commands")
    private Path testbed = Path.of("");

    @Option(names = "--file", required = true, description = "takes the rows; may be there already")
    private Path file = Path.of("");

    @Option(names = "--sets", split = ",", description = "singles, groups, modes (default all)")
    private Set<String> sets = new TreeSet<>(Set.of("singles", "groups", "modes"));

    @Option(names = "--only", description = "cases whose name matches this regular expression")
    private Pattern only = Pattern.compile(".*");

    @Option(
            names = "--runs",
            description = "how often each case is measured, groups as often there as back (default ${DEFAULT-VALUE})")
    private int runs = 3;

    @Option(names = "--patience", description = "seconds until a migration is cancelled (default ${DEFAULT-VALUE})")
    private int patience = 60;

    @Option(names = "--quick", description = "once, the small guests and groups only")
    private boolean quick;

    private MigrationMeasurements() {}

    /**
     * Measures and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MigrationMeasurements()).execute(arguments));
    }

    /**
     * Measures what the file lacks.
     *
     * @return 0 if all was measured and all guests were well, else 1
     * @throws Exception if a host cannot be opened or the file cannot be written
     */
    @Override
    public Integer call() throws Exception {
        MigrationsFile rows = MigrationsFile.open(file);
        int failures = 0;
        try (Host one = Hosts.open(from);
                Host other = Hosts.open(to)) {
            Measuring measuring = new Measuring(
                    new TestbedScripts(testbed), List.of(one, other), rows, new Mover(Duration.ofSeconds(patience)));
            for (GuestSet all : new GuestSets(runs, quick).of(sets)) {
                GuestSet missing = all.with(measured -> !rows.isComplete(measured)
                        && only.matcher(measured.id()).find());
                if (!missing.cases().isEmpty() && !measuring.measure(missing)) {
                    failures++;
                }
            }
        }
        return failures == 0 ? 0 : 1;
    }
}
