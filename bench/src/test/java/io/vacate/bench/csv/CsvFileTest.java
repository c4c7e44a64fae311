package io.vacate.bench.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFileTest {
    @TempDir
    private Path directory;

    private List<CsvRow> read(String text, String... required) throws IOException {
        return CsvFile.read(Files.writeString(directory.resolve("data.csv"), text), required);
    }

    private static void refused(ThrowingCallable call, String said) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(said);
    }

    @Test
    void cells_areFoundByColumn_whateverItsPlace() throws IOException {
        List<CsvRow> rows = read("b, a \n 1.5 ,x\n\n2,\n");

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).text("a")).isEqualTo("x");
        assertThat(rows.get(0).number("b")).isEqualTo(1.5);
        assertThat(rows.get(1).count("b")).isEqualTo(2);
        assertThat(rows.get(1).optionalText("a")).isEmpty();
        assertThat(rows.get(1).optionalNumber("a")).isEmpty();
        assertThat(rows.get(1).optionalNumber("b")).hasValue(2);
        assertThat(rows.get(1).optionalNumber("c")).isEmpty();
    }

    @Test
    void brokenFile_isNamedWithItsLine() {
        refused(() -> read(""), "data.csv: there is no header");
        refused(() -> read("a,b\n\n"), "data.csv: there are no rows");
        refused(() -> read("a,b\n1,2\n\n1,2,3\n"), "data.csv:4: 3 cells, but the header has 2 columns");
        refused(() -> read("a,b,a\n1,2,3\n"), "data.csv:1: column 'a' comes twice");
        refused(() -> read("a,b\n1,2\n", "b", "c"), "data.csv:1: there is no column 'c'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc | must be a number",
                "-1 | must be finite, and not negative",
                "NaN | must be finite, and not negative",
                "Infinity | must be finite, and not negative",
                "'' | must not be empty"
            })
    void cellThatIsNoNumber_isNamedWithLineColumnAndText(String cell, String said) throws IOException {
        CsvRow row = read("a,b\n1,2\n3,%s\n".formatted(cell)).get(1);

        refused(() -> row.number("b"), "data.csv:3: b ('%s') %s".formatted(cell, said));
    }

    @Test
    void countThatIsNotWhole_isRefused() throws IOException {
        CsvRow row = read("a,b,c\n1,2.5,3000000000\n").get(0);

        refused(() -> row.count("b"), "data.csv:2: b ('2.5') must be a whole number");
        refused(() -> row.count("c"), "data.csv:2: c ('3000000000') must be a whole number");
        refused(() -> row.text("d"), "data.csv:1: there is no column 'd'");
    }
}
