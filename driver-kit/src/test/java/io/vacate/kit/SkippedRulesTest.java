package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SkippedRulesTest {
    private static final SkippedRules LISTED = SkippedRules.parse("""
            # What this driver cannot do.
            R2.9   untested: both are right

            R13.3  the hosts lack POST_COPY
            """);

    /** Simulated hosts whose driver is said to skip what {@link #listed} has. */
    static class PinnedKit extends SimKit {
        private static SkippedRules listed = LISTED;

        @Override
        protected Optional<SkippedRules> skippedRules() {
            return Optional.of(listed);
        }
    }

    @Test
    void rulesAsListed_areNoDifference() {
        assertThat(LISTED.differences(
                        Set.of("R1.1"),
                        Map.of("R2.9", "untested: both are right", "R13.3", "the hosts lack POST_COPY")))
                .isEmpty();
    }

    @Test
    void rulesThatWereNotSelectedToRun_areNoDifference() {
        assertThat(LISTED.differences(Set.of("R1.1"), Map.of())).isEmpty();
    }

    @Test
    void skippedRuleThatIsNotListed_isNamedWithItsReason() {
        assertThat(LISTED.differences(Set.of(), Map.of("R12.6", "the hosts lack CANCEL")))
                .containsExactly("R12.6 was skipped (the hosts lack CANCEL), but is not listed");
    }

    @Test
    void ruleThatIsSkippedForAnotherReason_isNamedWithBoth() {
        assertThat(LISTED.differences(Set.of(), Map.of("R13.3", "the network was down")))
                .containsExactly(
                        "R13.3 was skipped because the network was down, but is listed with: the hosts lack POST_COPY");
    }

    @Test
    void listedRuleThatRan_isNamed() {
        assertThat(LISTED.differences(Set.of("R13.3"), Map.of()))
                .containsExactly("R13.3 is listed as skipped, but ran");
    }

    @Test
    void kit_failsWhereOtherRulesAreSkipped_andPrintsWhatTheFileMustHave() {
        SkippedRules right = SkippedRules.beside(SimConformanceTest.class);
        PinnedKit.listed = right;
        assertThat(Run.of(PinnedKit.class).broken()).isEmpty();

        Map<String, String> wrong = new LinkedHashMap<>(right.reasons());
        wrong.remove("R4.2");
        wrong.put("R1.1", "the hosts lack SCHEME");
        PinnedKit.listed = new SkippedRules(wrong);
        Run run = Run.of(PinnedKit.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.broken())
                .singleElement()
                .asString()
                .contains(
                        "R4.2 was skipped (the hosts can do all of them), but is not listed",
                        "R1.1 is listed as skipped, but ran",
                        "\nR4.2 the hosts can do all of them\n");
    }

    @Test
    void linesThatAreNoRules_andRulesThatAreListedTwice_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SkippedRules.parse("R13.3"))
                .withMessageContaining("'R13.3'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SkippedRules.parse("R1.1 a\nR1.1 b"))
                .withMessageContaining("R1.1 is listed twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SkippedRules.beside(SkippedRulesTest.class))
                .withMessageContaining("SkippedRulesTest.skipped-rules");
    }
}
