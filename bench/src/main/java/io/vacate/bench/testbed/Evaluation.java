package io.vacate.bench.testbed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vacate.bench.csv.CsvFile;
import io.vacate.bench.testbed.Knowledge.Curves;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Predicts measured migrations with what one small idle VM taught, on each sort of link and in each mode. */
@Command(
        name = "testbed-accuracy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Calibrates on the idle VM of 128 MiB, and predicts all others.")
public final class Evaluation implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "what was measured")
    private Path data = Path.of("");

    @Option(names = "--plots", paramLabel = "DIR", description = "write predicted against measured as an SVG file")
    private Optional<Path> plots = Optional.empty();

    @Option(names = "--json", description = "print one JSON object as the last line")
    private boolean json;

    private final Scoreboard scores = new Scoreboard();
    private int differing;
    private int foretold;

    private Evaluation() {}

    /**
     * Runs the evaluation and ends the JVM.
     *
     * @param arguments as {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Evaluation()).execute(arguments));
    }

    /**
     * Reads, predicts, compares and prints.
     *
     * @return the exit code
     * @throws Exception if the file cannot be read
     */
    @Override
    public Integer call() throws Exception {
        List<MeasuredMigration> all =
                CsvFile.read(data).stream().map(MeasuredMigration::new).toList();
        Map<String, List<MeasuredMigration>> byLink = new TreeMap<>();
        all.forEach(each ->
                byLink.computeIfAbsent(each.link(), link -> new ArrayList<>()).add(each));
        byLink.forEach((link, rows) -> evaluate(link.isEmpty() ? "unlimited" : link + " Mbit/s", link, rows));
        scores.print();
        if (plots.isPresent()) {
            scores.plot(plots.get());
        }
        if (json) {
            Map<String, Object> summary = new LinkedHashMap<>(scores.means());
            summary.put("winners", differing);
            summary.put("winners_foretold", foretold);
            System.out.println(new ObjectMapper().writeValueAsString(summary));
        }
        return CommandLine.ExitCode.OK;
    }

    private void evaluate(String title, String link, List<MeasuredMigration> rows) {
        Knowledge asked = Knowledge.of(link, rows, Curves.ASKED_FOR);
        Knowledge measured = Knowledge.of(link, rows, Curves.MEASURED);
        Singles singles = new Singles(asked, measured, scores);
        singles.compare(title, "single", rows);
        singles.compare(title, "mode", rows);
        Winners winners = new Groups(asked, measured, scores).compare(title, rows);
        differing += winners.differing();
        foretold += winners.foretold();
    }
}
