package io.vacate.model.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateMeterTest {
    @Test
    void beforeAnythingIsSeen_theExpectedRateCounts() {
        assertThat(new RateMeter(100, false).rate()).isEqualTo(100);
    }

    @Test
    void burstInTheBeginning_isForgotten() {
        RateMeter meter = new RateMeter(100, false);
        meter.begin(0, 0);
        meter.add(0.5, 200);
        for (double time = 1; time <= 4; time += 0.5) {
            meter.add(time, 200 + 100 * (time - 0.5));
        }

        assertThat(meter.rate()).isCloseTo(100, within(0.01));
    }

    @Test
    void slowerLink_showsWithinTheWindow() {
        RateMeter meter = new RateMeter(100, false);
        meter.begin(0, 0);
        double sent = 0;
        for (double time = 1; time <= 30; time += 1) {
            sent += time <= 10 ? 100 : 20;
            meter.add(time, sent);
        }

        assertThat(meter.rate()).isCloseTo(20, within(0.1));
    }

    @Test
    void fasterLink_showsAfterASecond() {
        RateMeter meter = new RateMeter(100, false);
        meter.begin(0, 0);
        for (double time = 0.2; time <= 10; time += 0.2) {
            meter.add(time, 15 * time);
        }
        meter.add(10.5, 150 + 30);
        meter.add(11.2, 150 + 72);

        assertThat(meter.rate()).isCloseTo(60, within(5.0));
    }

    @Test
    void linkThatStuttersForASecond_isNotBelieved() {
        RateMeter meter = new RateMeter(100, false);
        meter.begin(0, 0);
        for (double time = 1; time <= 10; time += 1) {
            meter.add(time, 100 * time);
        }
        meter.add(11, 1000);

        assertThat(meter.rate()).isGreaterThan(85);
    }

    @Test
    void standstill_isNeverZero() {
        RateMeter meter = new RateMeter(100, false);
        meter.begin(0, 0);
        meter.add(1, 0);
        meter.add(1000, 0);
        meter.add(2000, 0);

        assertThat(meter.rate()).isEqualTo(1);
    }

    @Test
    void restart_forgets() {
        RateMeter meter = new RateMeter(100, false);
        meter.begin(0, 0);
        meter.add(5, 500);
        meter.restart(400);

        assertThat(meter.rate()).isEqualTo(400);
    }

    @Test
    void rateThatEarlierMigrationsReached_isNotDoubtedForTheFirstSamples() {
        RateMeter known = new RateMeter(60, true);
        RateMeter assumed = new RateMeter(60, false);
        for (RateMeter meter : new RateMeter[] {known, assumed}) {
            meter.begin(0.5, 0);
            meter.add(0.75, 2);
            meter.add(1, 6);
        }

        assertThat(known.rate()).isEqualTo(60);
        assertThat(assumed.rate()).isLessThan(40);
        for (int second = 2; second <= 10; second++) {
            known.add(second, 30 * second);
        }
        assertThat(known.rate()).isCloseTo(30, within(1.0));
    }

    @Test
    void counterThatWasNotReadAnew_isNoStandstill() {
        RateMeter meter = new RateMeter(60, false);
        meter.begin(0, 0);
        for (double second = 0.25; second <= 2; second += 0.25) {
            meter.add(second, 60 * second);
            meter.add(second + 0.1, 60 * second);
        }

        assertThat(meter.rate()).isCloseTo(60, within(1.0));
        meter.add(4, 120);
        assertThat(meter.rate()).isLessThan(40);
    }
}
