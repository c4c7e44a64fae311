package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract on paper and the kit are the same rules. */
class DriverContractTest {
    private static final Pattern WRITTEN =
            Pattern.compile("(?m)^- \\*\\*(R\\d+\\.\\d+) (MUST|MAY): ([^*]+)\\.\\*\\*(.*)$");

    private final Map<String, Rules.Rule> kit = Rules.ofTheKit();
    private final Map<String, MatchResult> contract = contract();

    private static Map<String, MatchResult> contract() {
        try {
            String text = Files.readString(Path.of("../docs/driver-contract.md"))
                    // A rule takes several lines.
                    .replaceAll("\\n  ", " ");
            return WRITTEN.matcher(text).results().collect(Collectors.toMap(found -> found.group(1), found -> found));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @Test
    void everyRuleOfTheContract_isATest_andTheOtherWayRound() {
        assertThat(contract.keySet()).isNotEmpty().containsExactlyInAnyOrderElementsOf(kit.keySet());
    }

    @Test
    void everyTest_saysWhatItsRuleSays() {
        assertThat(kit.values()).allSatisfy(rule -> {
            MatchResult written = contract.get(rule.number());
            assertThat(rule.kind()).isEqualTo(written.group(2));
            assertThat(rule.text()).isEqualTo(written.group(3));
            assertThat(written.group(4)).as("the intent of %s", rule).isNotBlank();
        });
    }

    @Test
    void everyTest_isNamedAfterItsRule() {
        assertThat(kit.values()).allSatisfy(rule -> assertThat(rule.method()).startsWith(rule.prefix()));
    }

    @Test
    void whatNoTestCanSee_isMarkedInTheContract_withTheReason() {
        assertThat(kit.values())
                .allSatisfy(
                        rule -> assertThat(contract.get(rule.number()).group(4).contains("*Untested: "))
                                .as("%s is marked as untested", rule)
                                .isEqualTo(!rule.isTested()));
    }

    @Test
    void numbersHaveNoGaps() {
        Map<String, List<Integer>> groups = kit.keySet().stream()
                .collect(Collectors.groupingBy(
                        number -> number.substring(0, number.indexOf('.')),
                        Collectors.mapping(
                                number -> Integer.parseInt(number.substring(number.indexOf('.') + 1)),
                                Collectors.toList())));

        assertThat(groups)
                .allSatisfy((group, numbers) -> assertThat(numbers)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.rangeClosed(1, numbers.size()).boxed().toList()));
    }
}
