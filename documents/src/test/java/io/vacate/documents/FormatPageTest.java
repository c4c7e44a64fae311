package io.vacate.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/batches.md} is about the formats as they are read. */
class FormatPageTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "vacate", "documents");
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("\\((?:fields, )?\"([a-z]+(?:_[a-z]+)*)\"\\)");

    private final String page;

    FormatPageTest() throws IOException {
        page = Files.readString(Path.of("..", "docs", "batches.md"));
    }

    @Test
    void itsPlanIsOneOfItsBatch() {
        List<String> examples =
                EXAMPLE.matcher(page).results().map(found -> found.group(1)).toList();
        assertThat(examples).hasSize(2);

        Batch batch = BatchDocument.parse(examples.get(0));
        Plan plan = PlanDocument.parse(examples.get(1)).plan();

        assertThat(plan.batch()).isEqualTo(batch.name());
        assertThat(plan.migrations())
                .extracting(move -> batch.vm(move.vm()))
                .containsExactlyInAnyOrderElementsOf(batch.moving());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BatchDocument",
                "BatchHostJson",
                "BatchNetworkJson",
                "BatchUnits",
                "BatchVmJson",
                "PlanReader",
                "ActionJson"
            })
    void everyFieldThatIsReadIsOnThePage(String reader) throws IOException {
        Set<String> fields = new TreeSet<>();
        FIELD.matcher(Files.readString(SOURCES.resolve(reader + ".java")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .forEach(fields::add);

        assertThat(fields)
                .isNotEmpty()
                .allSatisfy(field -> assertThat(page).containsPattern("`" + field + "(\\[\\])?`"));
    }

    @Test
    void everyAnnotationIsOnThePage() {
        assertThat(JsonFields.ANNOTATIONS).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
