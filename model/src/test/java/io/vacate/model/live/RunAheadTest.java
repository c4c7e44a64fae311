package io.vacate.model.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.migration.AutoConverge;
import io.vacate.model.profile.RoundRule;
import org.junit.jupiter.api.Test;

class RunAheadTest {
    private static final double RATE = 100e6;
    private static final RunAhead AHEAD = new RunAhead(RoundRule.UNTIL_FITS, RATE, 0.3, RATE, 1e12, 1e12);

    @Test
    void idleGuest_isSentOnce() {
        RunAhead.Outcome outcome = AHEAD.from(1e9, 0, seconds -> 0);

        assertThat(outcome.ended()).isTrue();
        assertThat(outcome.rounds()).isEqualTo(1);
        assertThat(outcome.seconds()).isCloseTo(10, within(0.01));
    }

    @Test
    void steadyWriting_addsAGeometricSeries() {
        RunAhead.Outcome outcome = AHEAD.from(1e9, 0, seconds -> 0.5 * RATE * seconds);

        // 10 s · (1 + 1/2 + 1/4 + …), less the rest that fits into the limit again and again.
        assertThat(outcome.ended()).isTrue();
        assertThat(outcome.seconds()).isBetween(18.0, 20.5);
    }

    @Test
    void writingAsFastAsSending_endsWithTheBudget() {
        RunAhead.Outcome outcome = new RunAhead(RoundRule.UNTIL_FITS, RATE, 0.3, RATE, 20e9, 1e12)
                .from(1e9, 0, seconds -> 1.05 * RATE * seconds);

        assertThat(outcome.ended()).isFalse();
        assertThat(outcome.seconds()).isGreaterThan(200);
    }

    @Test
    void workingSetBelowTheLimit_endsHoweverFastItIsRewritten() {
        RunAhead small = new RunAhead(RoundRule.UNTIL_FITS, RATE, 0.3, RATE, 1e12, 25e6);

        assertThat(small.from(1e9, 0, seconds -> Math.min(25e6, 10 * RATE * seconds))
                        .ended())
                .isTrue();
    }

    @Test
    void wholeRounds_endWhenWhatOneLeftFits() {
        RunAhead whole = new RunAhead(RoundRule.WHOLE, RATE, 0.3, RATE, 1e12, 1e12);
        RunAhead.Outcome outcome = whole.from(1e9, 0, seconds -> 0.5 * RATE * seconds);

        // 10 + 5 + 2.5 + 1.25 + 0.625 s, then 31 MB in 0.3125 s, and the rest.
        assertThat(outcome.rounds()).isEqualTo(6);
        assertThat(outcome.seconds()).isCloseTo(19.84, within(0.01));
    }

    @Test
    void throttling_endsWhatWouldNot() {
        RunAhead.Outcome outcome =
                AHEAD.from(1e9, 0, seconds -> 1.5 * RATE * seconds, new AutoConverge(20, 10), RunAhead.Switch.NEVER);

        assertThat(outcome.ended()).isTrue();
    }

    @Test
    void switchByRounds_leavesPreCopy() {
        RunAhead.Outcome outcome =
                AHEAD.from(1e9, 0, seconds -> 0.9 * RATE * seconds, null, new RunAhead.Switch(1e9, 2));

        assertThat(outcome.rounds()).isEqualTo(2);
    }
}
