package io.vacate.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the guide for driver authors shows is what is built and tested here. */
class GuideTest {
    private static final Path GUIDE = Path.of("..", "..", "docs", "write-a-driver.md");

    @Test
    void eachSnippet_isInTheSources() throws IOException {
        List<String> sources = sources();

        assertThat(matches("(?s)```java\n(.*?)```"))
                .hasSizeGreaterThan(5)
                .allSatisfy(snippet -> assertThat(sources)
                        .as(snippet)
                        .anyMatch(source -> source.contains(withoutIndentation(snippet))));
    }

    @Test
    void eachLink_leadsToAFile() throws IOException {
        assertThat(matches("\\]\\(([^)]+)\\)"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(GUIDE.resolveSibling(link)).exists());
    }

    private static List<String> matches(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(GUIDE))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(GuideTest::read)
                    .map(GuideTest::withoutIndentation)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String withoutIndentation(String text) {
        return text.lines().map(String::strip).reduce("", (all, line) -> all + line + "\n");
    }
}
