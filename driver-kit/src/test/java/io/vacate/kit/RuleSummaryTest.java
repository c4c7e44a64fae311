package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RuleSummaryTest {
    private final RuleSummary summary = new RuleSummary();

    @Test
    void text_countsRules_andNamesThoseThatDidNotPass_byTheirNumbers() {
        summary.passed("R1.1");
        summary.failed("R2.10");
        summary.failed("R2.9");
        summary.skipped("R10.1", "the hosts lack PRE_COPY");
        summary.skipped("R3.1", "hostFaults() is not supplied");

        assertThat(summary.text()).isEqualTo("""
                        1 rules passed, 2 failed, 2 skipped
                          failed: R2.9, R2.10
                          R3.1 skipped: hostFaults() is not supplied
                          R10.1 skipped: the hosts lack PRE_COPY""");
    }
}
