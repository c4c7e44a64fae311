package io.vacate.bench.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtaTest {
    @TempDir
    private Path directory;

    private List<TraceRun> runs(TraceText text) throws IOException {
        return TraceFile.read(Files.writeString(directory.resolve("traces.csv"), text.text()));
    }

    @Test
    void sampleAtAShareOfTheTime_isTheLastOneUntilThen() throws IOException {
        TraceRun run = runs(new TraceText().convergent("A,1", 1)).get(0);

        // 11.3 s in all: samples at 1, 2, … 9, 10.5, 11, 11.2 s.
        assertThat(run.rows().get(run.at(0.25)).seconds()).isEqualTo(2);
        assertThat(run.rows().get(run.at(0.5)).seconds()).isEqualTo(5);
        assertThat(run.at(0)).isZero();
    }

    @Test
    void errorsAreMediansOverConvergentRuns() throws IOException {
        List<TraceRun> runs = runs(new TraceText()
                .convergent("A,1", 1)
                .convergent("A,2", 1)
                .convergent("A,3", 1)
                .stuck("B,1", 20));
        ErrorTable table = ErrorTable.of(runs, new Experience(runs));

        assertThat(table.convergent(0)).isLessThan(0.08);
        assertThat(table.convergent(2)).isLessThan(0.05);
        assertThat(table.meetsBars()).isTrue();
        assertThat(table.lines()).anyMatch(line -> line.contains("memory/bandwidth"));
    }

    @Test
    void runTeachesNothingAboutItself() throws IOException {
        List<TraceRun> runs = runs(new TraceText().convergent("A,1", 1));

        assertThat(new Experience(runs)
                        .before(runs.get(0), Experience.Earlier.ALL_OTHERS)
                        .usedBytes())
                .isNaN();
    }

    @Test
    void otherRunsOfTheScenario_teachItsMemory() throws IOException {
        List<TraceRun> runs = runs(new TraceText().convergent("A,1", 1).convergent("A,2", 1.2));

        assertThat(new Experience(runs)
                                .before(runs.get(0), Experience.Earlier.ALL_OTHERS)
                                .usedBytes()
                        / 1e6)
                .isCloseTo(1300, within(200.0));
    }

    @Test
    void verdicts_areCountedForPreCopyOnItsOwn() throws IOException {
        List<TraceRun> runs = runs(new TraceText()
                .convergent("A,1", 1)
                .stuck("B,1", 20)
                .row("C,1", "active", 1, 3e9, 1e8, 0, 1)
                .row("C,1", "completed", 10, 0, 1e9, 0, 2));
        VerdictTable table = VerdictTable.of(runs, new Experience(runs), Experience.Earlier.NONE);

        assertThat(table.judged()).isEqualTo(2);
        assertThat(table.right()).isEqualTo(1);
        assertThat(table.falseAlarms()).isZero();
        assertThat(table.meetsBars()).isTrue();
        assertThat(table.summary()).contains("2 of 2 verdicts right, 0 false alarms");
    }
}
