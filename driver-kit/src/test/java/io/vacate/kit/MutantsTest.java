package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each rule can fail: for each there is a driver that breaks it, and the kit finds it out. */
class MutantsTest {
    private static final Map<String, Rules.Rule> RULES = Rules.ofTheKit();

    private static final List<Mutant> MUTANTS = Stream.of(
                    ProviderMutants.all(),
                    HostMutants.all(),
                    VmMutants.all(),
                    EventMutants.all(),
                    MigrationMutants.all(),
                    ControlMutants.all(),
                    ModeMutants.all(),
                    OutcomeMutants.all(),
                    ThreadMutants.all(),
                    ResourceMutants.all())
            .flatMap(List::stream)
            .toList();

    @ParameterizedTest
    @FieldSource("MUTANTS")
    void brokenRule_failsItsTest(Mutant mutant) {
        Run run = Run.of(mutant, RULES.get(mutant.rule()));

        assertThat(run.failed()).containsExactly(mutant.rule());
    }

    /** Guards the mutants against failing because of what they are made of. */
    @Test
    void soundDriver_keepsEveryRuleThatIsTested() {
        Run large = Run.of(Mutant.of("none"));
        Run small = Run.of(Mutant.of("none").onSmallHosts());

        assertThat(large.failed()).isEmpty();
        assertThat(small.failed()).isEmpty();
        assertThat(Stream.concat(large.passed().stream(), small.passed().stream()))
                .containsAll(testedRules());
    }

    @Test
    void everyRuleThatIsTested_hasAMutant() {
        assertThat(MUTANTS.stream().map(Mutant::rule).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(testedRules());
    }

    private static List<String> testedRules() {
        return RULES.values().stream()
                .filter(Rules.Rule::isTested)
                .map(Rules.Rule::number)
                .toList();
    }
}
