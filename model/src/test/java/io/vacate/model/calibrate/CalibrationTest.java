package io.vacate.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A calibration")
class CalibrationTest {
    /** Told as 10 Gbit/s; the truth of these tests is 50 MiB/s, 3 s of fixed costs, and 0.8 of the memory in use. */
    private static final NetworkProfile TOLD = NetworkProfile.star(List.of("a", "b", "c"), DataRate.parse("10Gbit/s"));

    private static final double TRUE_RATE = 50;
    private static final double TRUE_COSTS = 3;
    private static final double TRUE_FACTOR = 0.8;

    private static Observation seen(VmProfile vm, double rateFactor, int concurrent, boolean limited) {
        double sent = vm.firstRound().bytes() * TRUE_FACTOR;
        double active = sent / (TRUE_RATE * rateFactor * 0x1p20);
        return new Observation(
                vm,
                "a",
                "b",
                DataSize.ofBytes((long) sent),
                Seconds.toDuration(active + TRUE_COSTS),
                Seconds.toDuration(active),
                Duration.ofMillis(300),
                concurrent,
                limited);
    }

    private static Observation seen(long mebibytes) {
        return seen(Vms.idle(1, mebibytes), 1, 1, false);
    }

    private static double predict(Calibration calibration, long mebibytes) {
        MigrationEstimate estimate = calibration
                .estimator()
                .estimate(
                        calibration.apply(Vms.idle(2, mebibytes)),
                        calibration.apply(TOLD).path("a", "b"));
        return Seconds.of(estimate.totalTime().p50());
    }

    private static double truth(long mebibytes) {
        return TRUE_COSTS + mebibytes * TRUE_FACTOR / TRUE_RATE;
    }

    @Test
    void prior_changesNothing() {
        Calibration prior = Calibration.prior();

        assertThat(prior.costs()).isEqualTo(FixedCosts.PRIOR);
        assertThat(prior.memoryFactor()).isEqualTo(1);
        assertThat(prior.typicalRate()).isEmpty();
        assertThat(prior.apply(TOLD).path("a", "b")).isEqualTo(TOLD.path("a", "b"));
        assertThat(prior.apply(Vms.idle(1, 7))).isEqualTo(Vms.idle(1, 7));
    }

    @Test
    void oneObservation_predictsAllOtherSizes() {
        Calibration calibration = Calibration.prior().updatedWith(seen(128));

        assertThat(predict(calibration, 128)).isCloseTo(truth(128), Percentage.withPercentage(1));
        assertThat(predict(calibration, 512)).isCloseTo(truth(512), Percentage.withPercentage(1));
        assertThat(predict(calibration, 8192)).isCloseTo(truth(8192), Percentage.withPercentage(1));
        assertThat(calibration.typicalRate().orElseThrow().mebibytesPerSecond()).isCloseTo(50, within(0.01));
    }

    @Test
    void learnedCosts_keepThePriorsProportions() {
        FixedCosts costs = Calibration.prior().updatedWith(seen(128)).costs();

        assertThat(Seconds.of(costs.total())).isCloseTo(TRUE_COSTS, within(1e-6));
        assertThat(Seconds.of(costs.setUp()) / Seconds.of(costs.cleanUp())).isCloseTo(1.3 / 0.7, within(1e-6));
    }

    @Test
    void outliers_doNotDerailIt() {
        Random random = new Random(3);
        Calibration calibration = Calibration.prior();
        for (int i = 0; i < 9; i++) {
            double noise = i % 3 == 1 ? 0.05 : 1 + 0.02 * random.nextGaussian();
            calibration = calibration.updatedWith(seen(Vms.idle(1, 256), noise, 1, false));
        }

        assertThat(predict(calibration, 512)).isCloseTo(truth(512), Percentage.withPercentage(5));
    }

    @Test
    void changedPath_isFollowed() {
        Calibration calibration = Calibration.prior();
        for (int i = 0; i < 20; i++) {
            calibration = calibration.updatedWith(seen(128));
        }
        for (int i = 0; i < Calibration.WINDOW; i++) {
            calibration = calibration.updatedWith(seen(Vms.idle(1, 128), 0.5, 1, false));
        }

        assertThat(calibration.apply(TOLD).path("a", "b").rateAlone().mebibytesPerSecond())
                .isCloseTo(25, within(0.01));
        assertThat(calibration.paths().get(0).rates()).hasSize(Calibration.WINDOW);
    }

    @Test
    void sharedOrLimitedMigrations_tellNothingAboutTheRate() {
        VmProfile vm = Vms.idle(1, 128);
        Calibration calibration =
                Calibration.prior().updatedWith(seen(vm, 0.25, 4, false)).updatedWith(seen(vm, 0.1, 1, true));

        assertThat(calibration.paths()).isEmpty();
        assertThat(calibration.overheads()).hasSize(2);
        assertThat(calibration.memoryFactor()).isCloseTo(TRUE_FACTOR, within(0.01));
    }

    @Test
    void learnedRate_boundsTheSumOfSeveralOnTheLink() {
        NetworkProfile network = Calibration.prior().updatedWith(seen(128)).apply(TOLD);

        // Host a was seen to send at 50 MiB/s: nothing says that it could send faster to c.
        assertThat(network.path("a", "c").rateAlone().mebibytesPerSecond()).isCloseTo(50, within(0.01));
        assertThat(network.path("c", "a")).isEqualTo(TOLD.path("c", "a"));
    }

    @Test
    void busyVm_isComparedWithWhatItWasExpectedToSend() {
        // 1000 MiB at 100 MiB/s rewrites 100, then 10 MiB: 1100 MiB are no reason to doubt the memory in use.
        VmProfile vm = Vms.full(1, 1000, Vms.dirtying(10, 500));
        Observation busy = new Observation(
                vm,
                "a",
                "b",
                DataSize.ofMebibytes(1102),
                Duration.ofSeconds(14),
                Duration.ofMillis(11_020),
                Duration.ofMillis(300),
                1,
                false);

        assertThat(Calibration.prior().updatedWith(busy).memoryFactor()).isCloseTo(1, within(0.02));
    }

    @Test
    void overstatedFactor_neverExceedsTheMemory() {
        Calibration calibration = new Calibration(FixedCosts.PRIOR, List.of(), List.of(), List.of(), List.of(3.0));

        assertThat(calibration.apply(Vms.idle(1, 100)).usedMemory()).isEqualTo(DataSize.ofMebibytes(100));
    }

    @Test
    void contradictions_areRefusedByName() {
        VmProfile vm = Vms.idle(1, 100);
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Observation(vm, "a", "b", vm.memory(), second, second.plus(second), second, 1, false))
                .withMessageContaining("activeTime (PT2S)")
                .withMessageContaining("totalTime (PT1S)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Observation(vm, "a", "b", DataSize.ZERO, second, second, second, 1, false))
                .withMessageContaining("sent (0 B)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Observation(vm, "a", "b", vm.memory(), second, Duration.ZERO, second, 1, false))
                .withMessageContaining("activeTime (PT0S)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Observation(vm, "a", "b", vm.memory(), second, second, second, 0, false))
                .withMessageContaining("concurrent (0)");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Calibration(FixedCosts.PRIOR, List.of(), List.of(), List.of(), List.of(Double.NaN)))
                .withMessageContaining("memoryFactor (NaN)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PathRates("a", "b", List.of()))
                .withMessageContaining("rates ([]) of the path from 'a' to 'b'");
    }

    @Test
    void severalAtOnce_tellWhatTheirLinkCarries() {
        LinkObservation together = new LinkObservation("a:up", DataSize.ofMebibytes(900), Duration.ofSeconds(18));

        Calibration calibration = Calibration.prior().updatedWith(new RunObservations(List.of(), List.of(together)));

        assertThat(calibration.knows("a", "b")).isTrue();
        assertThat(calibration.knows("b", "a")).isFalse();
        assertThat(calibration.typicalRate().orElseThrow().mebibytesPerSecond()).isCloseTo(50, within(0.01));
        assertThat(calibration.apply(TOLD).path("a", "b").rateAlone().mebibytesPerSecond())
                .isCloseTo(50, within(0.01));
        assertThat(calibration.apply(TOLD).path("b", "a")).isEqualTo(TOLD.path("b", "a"));
    }

    @Test
    void linkAndPathRates_theFasterIsTheCapacity() {
        LinkObservation slower = new LinkObservation("a:up", DataSize.ofMebibytes(400), Duration.ofSeconds(10));

        Calibration calibration =
                Calibration.prior().updatedWith(new RunObservations(List.of(seen(128)), List.of(slower)));

        assertThat(calibration.apply(TOLD).path("a", "c").rateAlone().mebibytesPerSecond())
                .isCloseTo(TRUE_RATE, within(0.01));
    }

    @Test
    void linkObservation_withoutDataOrTime_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinkObservation("a:up", DataSize.ZERO, Duration.ofSeconds(1)))
                .withMessageContaining("a:up");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinkObservation("a:up", DataSize.ofBytes(9), Duration.ZERO))
                .withMessageContaining("busy");
    }
}
