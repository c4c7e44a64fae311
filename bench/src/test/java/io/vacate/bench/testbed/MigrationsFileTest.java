package io.vacate.bench.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsFileTest {
    private static final int COLUMNS = 38;
    private static final MigrationCase TWICE =
            new MigrationCase("single", "two-runs", Technique.PRE_COPY, Link.LIMITED, Strategy.ALONE, 2);

    @TempDir
    private Path directory;

    private Path path = Path.of("");

    @BeforeEach
    void name() {
        path = directory.resolve("measured.csv");
    }

    private static String row(String id, String run) {
        return "single," + id + "," + run + ",x".repeat(COLUMNS - 3);
    }

    @Test
    void newFile_hasItsHeaderOnly() throws IOException {
        MigrationsFile file = MigrationsFile.open(path);

        assertThat(file.isComplete(TWICE)).isFalse();
        assertThat(Files.readAllLines(path)).singleElement().asString().startsWith("set,case,run,mode,");
        assertThat(Files.readString(path).split(",")).hasSize(COLUMNS);
    }

    @Test
    void runsThatAreThere_areRemembered() throws IOException {
        MigrationsFile.open(path).add(TWICE, 1, List.of(row("two-runs", "1")));

        MigrationsFile again = MigrationsFile.open(path);

        assertThat(again.has(TWICE, 1)).isTrue();
        assertThat(again.has(TWICE, 2)).isFalse();
        assertThat(again.isComplete(TWICE)).isFalse();
        again.add(TWICE, 2, List.of(row("two-runs", "2")));
        assertThat(again.isComplete(TWICE)).isTrue();
        assertThat(MigrationsFile.open(path).isComplete(TWICE)).isTrue();
        assertThat(Files.readAllLines(path)).hasSize(3);
    }

    @Test
    void otherColumns_areRefused_andLeftAsTheyAre() throws IOException {
        Files.writeString(path, "set,case\nsingle,x\n");

        assertThatIllegalStateException()
                .isThrownBy(() -> MigrationsFile.open(path))
                .withMessageContaining("measured.csv has other columns");
        assertThat(path).hasContent("set,case\nsingle,x\n");
    }

    @Test
    void rowThatWasCutOff_isNamedWithItsLine() throws IOException {
        MigrationsFile.open(path).add(TWICE, 1, List.of(row("two-runs", "1"), "single,two-runs,1,pre-copy"));

        assertThatIllegalStateException()
                .isThrownBy(() -> MigrationsFile.open(path))
                .withMessageContaining("measured.csv:3: 4 cells, but there are 38 columns");
    }

    @Test
    void runThatIsNoNumber_isNamedWithItsLine() throws IOException {
        MigrationsFile.open(path).add(TWICE, 1, List.of(row("two-runs", "first")));

        assertThatIllegalStateException()
                .isThrownBy(() -> MigrationsFile.open(path))
                .withMessageContaining("measured.csv:2: run ('first') must be a whole number");
    }
}
