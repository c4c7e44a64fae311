package io.vacate.bench.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command, from a file to its scores. */
class AccuracyTest {
    private static final String IDLE = "1:0";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String log, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve("log.csv"), log);
        CommandLine command = Accuracy.commandLine(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(
                Stream.concat(Stream.of("--migrations", file.toString(), "--dirty-curve", IDLE), Stream.of(options))
                        .toArray(String[]::new));
    }

    private JsonNode lastLine() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    @Test
    void json_isTheLastLine_withExactlyTheseKeys() throws IOException {
        assertThat(run(LogText.threePlans().toString(), "--json"))
                .as(err.toString())
                .isZero();

        assertThat(lastLine().fieldNames())
                .toIterable()
                .containsExactly("mape", "makespan_mape", "coverage50", "coverage90", "one_observation_mape");
        assertThat(lastLine())
                .allSatisfy(value -> assertThat(value.asDouble(-1)).isBetween(0.0, 1.0));
    }

    @Test
    void withoutJson_thereIsOnlyTheTable() throws IOException {
        assertThat(run(LogText.threePlans().toString())).isZero();

        assertThat(out.toString())
                .contains("24 migrations in 6 runs of 3 plans", "Vacate, each migration", "mVM", "90 % interval covers")
                .doesNotContain("{");
    }

    @Test
    void timesThatFollowAModel_arePredicted() throws IOException {
        run(LogText.threePlans().toString(), "--json");

        assertThat(lastLine().path("mape").asDouble()).isLessThan(0.005);
        assertThat(lastLine().path("makespan_mape").asDouble()).isLessThan(0.005);
        assertThat(lastLine().path("one_observation_mape").asDouble()).isLessThan(0.1);
    }

    @Test
    void planThatTookTwiceAsLong_isOffByHalf() throws IOException {
        double twice = 2 * LogText.seconds(4096);
        String log =
                LogText.threePlans().line("slow,1,vm,4096,a,b,1000,0," + twice).toString();

        run(log, "--json");

        // 24 are predicted well, one at half of its time.
        assertThat(lastLine().path("mape").asDouble()).isBetween(0.5 / 25 - 0.005, 0.5 / 25 + 0.01);
        assertThat(lastLine().path("makespan_mape").asDouble()).isBetween(0.5 / 7 - 0.01, 0.5 / 7 + 0.02);
    }

    @Test
    void singleMigration_teachesNothingOfOthers() throws IOException {
        assertThat(run(new LogText().line("p,1,vm,1024,a,b,1000,0,12").toString(), "--json"))
                .isZero();

        assertThat(lastLine().path("one_observation_mape").isNull()).isTrue();
        assertThat(out.toString()).doesNotContain("NaN");
    }

    @Test
    void plots_areWrittenWhereAsked_theSameEachTime() throws IOException {
        Path plots = directory.resolve("new").resolve("plots");
        run(LogText.threePlans().toString(), "--plots", plots.toString());
        String migrations = Files.readString(plots.resolve("logged-migrations.svg"));
        String coverage = Files.readString(plots.resolve("logged-coverage.svg"));

        run(LogText.threePlans().toString(), "--plots", plots.toString());

        assertThat(migrations).startsWith("<svg").contains("migrations (24)", "makespans of runs (6)");
        assertThat(coverage).startsWith("<svg").contains("migrations", "makespans of runs");
        assertThat(plots.resolve("logged-migrations.svg")).hasContent(migrations);
        assertThat(plots.resolve("logged-coverage.svg")).hasContent(coverage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p,1,v,abc,a,b,1000,0,9 | log.csv:26: memory_mib ('abc') must be a number",
                "p,1,v,0,a,b,1000,0,9 | log.csv:26: memory_mib ('0') must be from 1 to",
                "p,1,v,1024,a,b,0,0,9 | log.csv:26: link_mbit_s ('0') must be positive",
                "p,1,v,1024,a,b,1000,9,9 | log.csv:26: end_s ('9') must be after start_s",
                "p,1,v,1024,a,b,1000,-1,9 | log.csv:26: start_s ('-1') must be finite, and not negative",
                "p,1,v,1024,a,a,1000,0,9 | log.csv:26: destination ('a') must not be the source",
                "p,1,,1024,a,b,1000,0,9 | log.csv:26: vm ('') must not be empty",
                "p,1,v,1024,a,b,1000,0 | log.csv:26: 8 cells, but the header has 9 columns"
            })
    void brokenRow_isNamedByFileLineAndColumn(String row, String said) throws IOException {
        assertThat(run(LogText.threePlans().line(row).toString())).isEqualTo(1);

        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("accuracy: ")
                .contains(said);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nic a=fast | fast",
                "--host-memory much | much",
                "--dirty-curve 3 | --dirty-curve ('3') must be SECONDS:MIB"
            })
    void wrongOption_isNamed(String options, String said) throws IOException {
        assertThat(run(LogText.threePlans().toString(), options.split(" "))).isNotZero();

        assertThat(err.toString()).contains(said);
    }

    @Test
    void missingFile_isNamed() {
        CommandLine command = Accuracy.commandLine(new PrintWriter(out)).setErr(new PrintWriter(err));

        assertThat(command.execute("--migrations", directory.resolve("none.csv").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("none.csv");
    }
}
