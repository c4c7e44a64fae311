package io.vacate.model.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Numbers of a run of Precopy_Convergent in LordWicked/live-migration-thesis-code; bytes in MB. */
class RoundTrackerTest {
    private static final double RATE = 134.7e6;
    private static final double THRESHOLD = 40.4e6;

    @Test
    void roundsAreTold_byTheGuestsRate() {
        RoundTracker tracker = new RoundTracker();
        tracker.beganAt(0);
        add(tracker, 0.2, 1, 27, 8578, Double.NaN);
        tracker.beganAt(0);
        add(tracker, 14.664, 1, 1988.4, 47.6, Double.NaN);
        assertThat(add(tracker, 14.865, 2, 2015.5, 308.1, 4741 * 4096 / 1e6)).isTrue();
        add(tracker, 16.673, 2, 2258.9, 39.7, 4741 * 4096 / 1e6);
        assertThat(add(tracker, 16.874, 3, 2285.9, 88.5, 10031 * 4096 / 1e6)).isTrue();

        assertThat(tracker.ended()).isEqualTo(2);
        assertThat(tracker.rounds()).hasSize(2);
        assertThat(tracker.rounds().get(0).seconds()).isCloseTo(14.7, within(0.1));
        assertThat(tracker.rounds().get(0).rewritten() / 1e6).isCloseTo(286, within(5.0));
        assertThat(tracker.rounds().get(1).seconds()).isCloseTo(1.95, within(0.1));
        assertThat(tracker.rounds().get(1).rewritten() / 1e6).isCloseTo(79, within(4.0));
        assertThat(tracker.sinceSync(16.874)).isCloseTo(0.2, within(0.01));
    }

    @Test
    void withoutTheGuestsRate_differencesOfWhatIsLeftTell() {
        RoundTracker tracker = new RoundTracker();
        add(tracker, 0.2, 1, 27, 2000, Double.NaN);
        add(tracker, 14.664, 1, 1980, 47.6, Double.NaN);
        assertThat(add(tracker, 14.865, 2, 2007, 308.1, Double.NaN)).isFalse();
        assertThat(add(tracker, 15.067, 2, 2034, 281.1, Double.NaN)).isTrue();

        assertThat(tracker.rounds())
                .singleElement()
                .satisfies(round -> assertThat(round.rewritten() / 1e6).isCloseTo(287.5, within(0.1)));
    }

    @Test
    void manyRoundsBetweenTwoSamples_areOneMean() {
        RoundTracker tracker = new RoundTracker();
        add(tracker, 50, 20, 5000, 60, 130);
        add(tracker, 51, 24, 5130, 60, 131);

        assertThat(tracker.rounds()).singleElement().satisfies(round -> {
            assertThat(round.seconds()).isCloseTo(0.22, within(0.05));
            assertThat(round.rewritten()).isCloseTo(131e6 * round.seconds(), within(1.0));
        });
    }

    /** Seen on real guests: 44 ms in which 17 MB were rewritten, by a guest that rewrites 21 MB a second. */
    @Test
    void shortRoundWhoseRateIsNotToldYet_isNotGuessed() {
        RoundTracker tracker = new RoundTracker();
        tracker.add(4.0, 2, 240e6, 36e6, 21e6, 60e6, 18e6);
        tracker.add(4.25, 3, 255e6, 37e6, 21e6, 60e6, 18e6);

        assertThat(tracker.rounds()).allMatch(round -> round.rewritten() < 25e6 * round.seconds());
    }

    /** Zero pages are left and never sent, so that the difference says next to nothing in the first round. */
    @Test
    void firstRoundWhoseRateIsToldOneSampleLater_isByTheRate() {
        RoundTracker tracker = new RoundTracker();
        tracker.beganAt(0);
        tracker.add(0.2, 1, 5e6, 260e6, Double.NaN, 30e6, 0);
        tracker.add(3.2, 1, 90e6, 25e6, Double.NaN, 30e6, 0);
        assertThat(tracker.add(3.45, 2, 97e6, 18.01e6, Double.NaN, 30e6, 0)).isFalse();
        // Somebody looked again before the hypervisor was asked again.
        assertThat(tracker.add(3.55, 2, 97e6, 18.01e6, Double.NaN, 30e6, 0)).isFalse();
        assertThat(tracker.add(3.7, 2, 104e6, 11e6, 8.4e6, 30e6, 0)).isTrue();

        assertThat(tracker.rounds())
                .singleElement()
                .satisfies(
                        round -> assertThat(round.rewritten() / round.seconds()).isCloseTo(8.4e6, within(1e5)));
        assertThat(tracker.ended()).isEqualTo(1);
    }

    private static boolean add(
            RoundTracker tracker, double time, int round, double sentMb, double leftMb, double dirtyMb) {
        return tracker.add(time, round, sentMb * 1e6, leftMb * 1e6, dirtyMb * 1e6, RATE, THRESHOLD);
    }

    @Test
    void sampleThatFellTooEarlyToSeeWhatWasRewritten_isNoRoundOfAnIdleGuest() {
        RoundTracker rounds = new RoundTracker();
        rounds.add(1, 1, 100e6, 50e6, Double.NaN, 50e6, 0);
        rounds.add(2, 2, 150e6, 20e6, 20e6, 50e6, 0);
        // The rate told is that of the round before, and what is left does not have the new pages yet.
        rounds.add(3, 3, 170e6, 1, 20e6, 50e6, 0);

        assertThat(rounds.rounds()).allMatch(round -> round.rewritten() > 1e6 * round.seconds());
    }
}
