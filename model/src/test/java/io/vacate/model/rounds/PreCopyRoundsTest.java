package io.vacate.model.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.migration.AutoConverge;
import io.vacate.model.profile.RoundRule;
import io.vacate.model.rounds.PreCopy.Leave;
import io.vacate.model.rounds.PreCopyRounds.Standing;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreCopyRoundsTest {
    private static final double RATE = 100e6;
    private static final double MEMORY = 1e9;

    private static PreCopy rules(RoundRule rule, DoubleUnaryOperator dirty) {
        return new PreCopy(
                rule, 0.3, PreCopy.LOOK_SECONDS, 20e9, dirty, Double.POSITIVE_INFINITY, Optional.empty(), Leave.NEVER);
    }

    private static PreCopy rules(RoundRule rule, Optional<AutoConverge> throttle, Leave leave) {
        PreCopy plain = rules(rule, seconds -> Math.min(MEMORY, 1.2 * RATE * seconds));
        return new PreCopy(
                rule,
                plain.limitSeconds(),
                plain.lookSeconds(),
                plain.budget(),
                plain.dirty(),
                plain.workingSet(),
                throttle,
                leave);
    }

    /** Returns the seconds until pre-copy ends and the rest is sent. */
    private static double run(PreCopyRounds rounds) {
        double seconds = 0;
        boolean again;
        do {
            double chunk = rounds.begin(RATE);
            seconds += chunk / RATE;
            again = rounds.end(chunk / RATE, RATE);
        } while (again);
        return seconds + rounds.rest() / RATE;
    }

    private static PreCopyRounds fresh(PreCopy rules) {
        return new PreCopyRounds(rules, Standing.atStart(MEMORY));
    }

    @ParameterizedTest
    @EnumSource
    void idleGuest_isSentOnce(RoundRule rule) {
        PreCopyRounds rounds = fresh(rules(rule, seconds -> 0));

        assertThat(run(rounds)).isCloseTo(10, within(1e-6));
        assertThat(rounds.rounds()).isEqualTo(1);
        assertThat(rounds.forced()).isFalse();
    }

    @Test
    void steadyWriting_addsAGeometricSeries() {
        // 10 s · (1 + 1/2 + 1/4 + …), less the rest that fits into the limit again and again.
        assertThat(run(fresh(rules(RoundRule.UNTIL_FITS, seconds -> 0.5 * RATE * seconds))))
                .isBetween(18.0, 20.5);
    }

    @Test
    void wholeRounds_endWhenWhatOneLeftFits() {
        PreCopyRounds rounds = fresh(rules(RoundRule.WHOLE, seconds -> 0.5 * RATE * seconds));

        // 10 + 5 + 2.5 + 1.25 + 0.625 s, then 31 MB in 0.3125 s, and the rest.
        assertThat(run(rounds)).isCloseTo(19.84, within(0.01));
        assertThat(rounds.rounds()).isEqualTo(6);
    }

    @Test
    void fiveRounds_areTheMostUnderLibxl_alsoWhenTakenUp() {
        PreCopy rules = rules(RoundRule.FIVE_WHOLE, seconds -> 2 * RATE * seconds);
        PreCopyRounds takenUp = new PreCopyRounds(rules, new Standing(MEMORY, 0, 3, 30, 3 * MEMORY));
        run(takenUp);

        assertThat(takenUp.rounds()).isEqualTo(5);
        assertThat(takenUp.forced()).isFalse();
    }

    @Test
    void writingAsFastAsSending_endsWithTheBudget() {
        PreCopyRounds rounds = fresh(rules(RoundRule.UNTIL_FITS, seconds -> 1.05 * RATE * seconds));

        assertThat(run(rounds)).isGreaterThan(200);
        assertThat(rounds.forced()).isTrue();
    }

    @Test
    void migrationTakenUpInTheMiddle_endsAsIfItHadBeenFollowedFromTheStart() {
        PreCopy rules = rules(RoundRule.UNTIL_FITS, seconds -> 0.5 * RATE * seconds);
        PreCopyRounds takenUp = new PreCopyRounds(rules, new Standing(0.6 * MEMORY, 4, 0, 4, 0.4 * MEMORY));

        assertThat(4 + run(takenUp)).isCloseTo(run(fresh(rules)), within(1e-6));
    }

    @Test
    void workingSetBelowTheLimit_endsHoweverFastItIsRewritten() {
        DoubleUnaryOperator all = seconds -> Math.min(25e6, 10 * RATE * seconds);
        PreCopy plain = rules(RoundRule.UNTIL_FITS, all);
        PreCopy known = new PreCopy(
                RoundRule.UNTIL_FITS, 0.3, PreCopy.LOOK_SECONDS, 20e9, all, 25e6, Optional.empty(), Leave.NEVER);

        assertThat(run(fresh(known))).isLessThan(run(fresh(plain)));
    }

    @Test
    void workingSetOfNothing_isNoSpecialCase() {
        PreCopy idle = new PreCopy(
                RoundRule.UNTIL_FITS, 0.3, PreCopy.LOOK_SECONDS, 20e9, seconds -> 0, 0, Optional.empty(), Leave.NEVER);

        assertThat(run(fresh(idle))).isCloseTo(10, within(1e-6));
    }

    @Test
    void throttling_endsWhatWouldNot() {
        PreCopyRounds plain = fresh(rules(RoundRule.UNTIL_FITS, Optional.empty(), Leave.NEVER));
        PreCopyRounds throttled =
                fresh(rules(RoundRule.UNTIL_FITS, Optional.of(new AutoConverge(20, 10)), Leave.NEVER));
        run(plain);
        run(throttled);

        assertThat(plain.forced()).isTrue();
        assertThat(throttled.forced()).isFalse();
    }

    @Test
    void preCopyIsLeft_afterSoManyRoundsOrSoMuchTime() {
        PreCopyRounds byRounds =
                fresh(rules(RoundRule.UNTIL_FITS, Optional.empty(), new Leave(2, Double.POSITIVE_INFINITY)));
        PreCopyRounds byTime = fresh(rules(RoundRule.UNTIL_FITS, Optional.empty(), new Leave(Integer.MAX_VALUE, 4)));
        run(byRounds);
        run(byTime);

        assertThat(byRounds.rounds()).isEqualTo(2);
        assertThat(byRounds.forced()).isFalse();
        assertThat(byTime.rounds()).isEqualTo(1);
        assertThat(byTime.rest()).isBetween(0.6 * MEMORY, 1.2 * MEMORY);
    }
}
