package io.vacate.bench.eta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, from a file to its last line. */
class EtaCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(TraceText text) throws IOException {
        Path file = Files.writeString(directory.resolve("traces.csv"), text.text());
        return Eta.commandLine(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("--traces", file.toString(), "--json");
    }

    private JsonNode lastLine() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    @Test
    void json_isTheLastLine_withExactlyTheseKeys() throws IOException {
        TraceText text = new TraceText()
                .convergent("A,1", 1)
                .convergent("A,2", 1)
                .convergent("A,3", 1)
                .stuck("B,1", 20);

        assertThat(run(text)).as(err.toString()).isZero();

        assertThat(lastLine().fieldNames())
                .toIterable()
                .containsExactly("error25", "error50", "error75", "runs", "verdicts_right", "false_alarms");
        assertThat(lastLine().path("runs").asInt()).isEqualTo(4);
        assertThat(lastLine().path("verdicts_right").asDouble()).isEqualTo(1);
        assertThat(lastLine().path("false_alarms").asDouble(-1)).isZero();
        assertThat(lastLine().path("error25").asDouble()).isBetween(0.0, 0.08);
        assertThat(lastLine().path("error75").asDouble()).isBetween(0.0, 0.04);
    }

    @Test
    void whatThereAreNoRunsFor_isNull() throws IOException {
        run(new TraceText().stuck("B,1", 20));

        assertThat(lastLine().path("error25").isNull()).isTrue();
        assertThat(lastLine().path("false_alarms").isNull()).isTrue();
        assertThat(lastLine().path("runs").asInt()).isEqualTo(1);
    }

    @Test
    void brokenFile_isNamedWithItsLine() throws IOException {
        assertThat(run(new TraceText().convergent("A,1", 1).replace(3, ",2000,", ",abc,")))
                .isEqualTo(2);

        assertThat(err.toString()).contains("eta: ", "traces.csv:3: total_time_ms ('abc') must be a number");
        assertThat(out.toString()).isEmpty();
    }
}
