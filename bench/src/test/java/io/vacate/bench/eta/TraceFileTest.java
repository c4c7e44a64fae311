package io.vacate.bench.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {
    @TempDir
    private Path directory;

    private List<TraceRun> read(String text) throws IOException {
        return TraceFile.read(Files.writeString(directory.resolve("traces.csv"), text));
    }

    private void refused(String text, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(text))
                .satisfies(failure -> assertThat(failure.getMessage()).contains(parts));
    }

    @Test
    void rowsAreGroupedByRun() throws IOException {
        List<TraceRun> runs =
                read(new TraceText().convergent("A,1", 1).convergent("A,2", 1.1).text());

        assertThat(runs).extracting(run -> run.id().toString()).containsExactly("A/1", "A/2");
        assertThat(runs.get(0).totalSeconds()).isEqualTo(11.3);
        assertThat(runs.get(0).rows().get(0).bytesPerSecond()).isEqualTo(100e6);
        assertThat(runs.get(0).last().throttlePercent()).isEmpty();
    }

    @Test
    void wrongCell_isNamedByFileLineAndColumn() {
        TraceText text = new TraceText().convergent("A,1", 1);

        refused(text.replace(3, ",2000,", ",abc,").text(), "traces.csv:3: total_time_ms ('abc') must be a number");
    }

    @Test
    void negativeNumber_isRefused() {
        TraceText text = new TraceText().convergent("A,1", 1);

        refused(text.replace(4, ",2999,|,3000,", ",-1,").text(), "traces.csv:4: total_time_ms ('-1') must be finite");
    }

    @Test
    void countersThatGoBack_areRefused() {
        TraceText text = new TraceText().row("A,1", "active", 2, 5, 100, 0, 1).row("A,1", "active", 1, 5, 100, 0, 1);

        refused(text.text(), "traces.csv:3: total_time_ms ('1000') must not be below the row before");
    }

    @Test
    void missingColumnOrCell_isNamed() {
        TraceText text = new TraceText().convergent("A,1", 1);

        refused(text.replace(1, "mbit_s", "rate").text(), "traces.csv:1", "'mbit_s'");
        refused(new TraceText().line("A,1,0.2").text(), "traces.csv:2: 3 cells");
        refused("", "no header");
        refused(text.replace(1, "cpu_throttle_percent", "throttle").text(), "traces.csv:1", "'cpu_throttle_percent'");
        refused(TraceText.HEADER + "\n", "no rows");
    }

    @Test
    void runWithoutItsEnd_orWithRowsAfterIt_isRefused() {
        refused(new TraceText().row("A,1", "active", 1, 5, 100, 0, 1).text(), "A/1", "completed");
        refused(
                new TraceText()
                        .row("A,1", "completed", 1, 0, 100, 0, 1)
                        .row("A,1", "active", 2, 0, 100, 0, 1)
                        .text(),
                "traces.csv:3: status ('active')");
        refused(
                new TraceText()
                        .convergent("A,1", 1)
                        .convergent("A,2", 1)
                        .convergent("A,1", 1)
                        .text(),
                "run ('1')",
                "together");
    }

    @Test
    void kind_comesFromTheRows() throws IOException {
        List<TraceRun> runs = read(new TraceText()
                .convergent("X,1", 1)
                .stuck("X,2", 20)
                .row("X,3", "active", 1, 3e9, 100e6, 0, 1)
                .row("X,3", "completed", 10, 0, 1e9, 0, 2)
                .row("X,4", "active", 1, 3e9, 100e6, 100, 1)
                .row("X,4", "postcopy-active", 2, 1e9, 1e9, 100, 2)
                .row("X,4", "completed", 3, 0, 1.1e9, 0, 2)
                .row("X,5", "active", 1, 3e9, 100e6, 100, 1)
                .replace(62, ",$", ",20")
                .row("X,5", "completed", 10, 0, 1e9, 0, 2)
                .convergent("Postcopy_Late,1", 1)
                .text());

        assertThat(runs)
                .extracting(TraceRun::kind)
                .containsExactly(
                        TraceRun.Kind.CONVERGENT,
                        TraceRun.Kind.NONCONVERGENT,
                        TraceRun.Kind.PAUSED,
                        TraceRun.Kind.POST_COPY,
                        TraceRun.Kind.THROTTLED,
                        TraceRun.Kind.POST_COPY);
    }
}
