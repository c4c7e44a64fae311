package io.vacate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/drivers.md} says what the drivers say; {@code scripts/driver-table} brings it up to date. */
class DriverTableTest {
    private static final String BEGIN = "<!-- scripts/driver-table writes from here -->";
    private static final String END = "<!-- to here -->";

    private final Path root = Room.projectRoot();
    private final Path page = root.resolve("docs/drivers.md");

    @Test
    void page_isUpToDate() throws IOException {
        List<String> lines = Files.readAllLines(page);
        int begin = lines.indexOf(BEGIN);
        int end = lines.indexOf(END);
        assertThat(begin).as("%s has the line %s", page, BEGIN).isNotNegative();
        assertThat(end).as("%s has the line %s", page, END).isGreaterThan(begin);
        List<String> expected = new DriverTable(root).lines();
        if (Boolean.getBoolean("vacate.write-driver-table")) {
            write(lines, begin, end, expected);
        } else {
            assertThat(lines.subList(begin + 1, end))
                    .as("%s is out of date: run scripts/driver-table", page)
                    .isEqualTo(expected);
        }
    }

    private void write(List<String> lines, int begin, int end, List<String> table) throws IOException {
        List<String> all = new ArrayList<>(lines.subList(0, begin + 1));
        all.addAll(table);
        all.addAll(lines.subList(end, lines.size()));
        Files.write(page, all);
    }

    @Test
    void table_hasNoGuess() throws IOException {
        assertThat(new DriverTable(root).lines()).noneMatch(line -> line.contains("?"));
    }
}
