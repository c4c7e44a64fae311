package io.vacate.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        Tuning tuning = limited ? Tuning.PRE_COPY.limitedTo(DataRate.ofMebibytesPerSecond(5)) : Tuning.PRE_COPY;
        return Observation.preCopy(
                        vm,
                        "a",
                        "b",
                        Seconds.toDuration(active + TRUE_COSTS),
                        DataSize.ofBytes((long) sent),
                        Seconds.toDuration(active))
                .among(concurrent)
                .with(tuning);
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
    @DisplayName("a time alone gives the rate that explains it: other sizes are predicted by it")
    void timesAlone_giveTheRate() {
        Calibration prior = Calibration.prior(HypervisorProfile.LIBXL);
        DataRate truth = DataRate.ofMebibytesPerSecond(30);
        VmProfile small = Vms.full(1, 128, Vms.dirtying(4, 64));
        double seconds = prior.estimator().seconds(small, truth, Tuning.PRE_COPY);

        Calibration learned = prior.updatedWith(Observation.timed(small, "a", "b", Seconds.toDuration(seconds)));

        assertThat(learned.learned(Quantity.pathRate("a", "b")).orElseThrow())
                .isCloseTo((double) truth.bytesPerSecond(), Percentage.withPercentage(0.01));
        VmProfile large = Vms.full(2, 512, Vms.dirtying(4, 256));
        assertThat(learned.estimator().seconds(large, learned.apply(TOLD).path("a", "b"), Tuning.PRE_COPY))
                .isCloseTo(prior.estimator().seconds(large, truth, Tuning.PRE_COPY), Percentage.withPercentage(0.1));
        // No rate explains less than the fixed costs; nor does a migration that met another one.
        Observation tooFast = Observation.timed(small, "a", "b", Duration.ofMillis(1));
        assertThat(prior.updatedWith(tooFast)).isEqualTo(prior);
        Observation met =
                Observation.timed(small, "a", "b", Seconds.toDuration(seconds)).among(2);
        assertThat(prior.updatedWith(met)).isEqualTo(prior);
    }

    @Test
    void prior_changesNothing() {
        Calibration prior = Calibration.prior();

        assertThat(prior.hypervisor()).isEqualTo(HypervisorProfile.PRIOR);
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
        FixedCosts costs =
                Calibration.prior().updatedWith(seen(128)).hypervisor().costs(ModeKind.PRE_COPY);

        assertThat(Seconds.of(costs.total())).isCloseTo(TRUE_COSTS, within(1e-6));
        assertThat(Seconds.of(costs.setUp()) / Seconds.of(costs.cleanUp()))
                .isCloseTo(Seconds.of(FixedCosts.PRIOR.setUp()) / Seconds.of(FixedCosts.PRIOR.cleanUp()), within(1e-6));
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
        int window = Quantity.Kind.PATH_RATE.window();
        for (int i = 0; i < window; i++) {
            calibration = calibration.updatedWith(seen(Vms.idle(1, 128), 0.5, 1, false));
        }

        assertThat(calibration.apply(TOLD).path("a", "b").rateAlone().mebibytesPerSecond())
                .isCloseTo(25, within(0.01));
        assertThat(calibration.samples().get(Quantity.pathRate("a", "b"))).hasSizeLessThanOrEqualTo(window);
    }

    @Test
    void sharedOrLimitedMigrations_tellNothingAboutTheRate() {
        VmProfile vm = Vms.idle(1, 128);
        Calibration calibration =
                Calibration.prior().updatedWith(seen(vm, 0.25, 4, false)).updatedWith(seen(vm, 0.1, 1, true));

        assertThat(calibration.samples()).doesNotContainKey(Quantity.pathRate("a", "b"));
        assertThat(calibration.samples().get(Quantity.overhead(ModeKind.PRE_COPY)))
                .hasSize(2);
        assertThat(calibration.memoryFactor()).isCloseTo(TRUE_FACTOR, within(0.01));
    }

    @Test
    void learnedRate_boundsTheSumOfSeveralOnTheLink() {
        NetworkProfile network = Calibration.prior().updatedWith(seen(128)).apply(TOLD);

        // Host a was seen to send at 50 MiB/s: nothing says that it could send faster to c.
        assertThat(network.path("a", "c").rateAlone().mebibytesPerSecond()).isCloseTo(50, within(0.01));
        assertThat(network.path("c", "a").links()).isEqualTo(TOLD.path("c", "a").links());
    }

    @Test
    void busyVm_isComparedWithWhatItWasExpectedToSend() {
        // 1000 MiB at 100 MiB/s rewrites 100, then 10 MiB: 1100 MiB are no reason to doubt the memory in use.
        VmProfile vm = Vms.full(1, 1000, Vms.dirtying(10, 500));
        Observation busy = Observation.preCopy(
                vm, "a", "b", Duration.ofSeconds(14), DataSize.ofMebibytes(1102), Duration.ofMillis(11_020));

        Calibration calibration = Calibration.prior().updatedWith(busy);

        assertThat(calibration.memoryFactor()).isEqualTo(1);
        assertThat(calibration
                        .learned(new Quantity(Quantity.Kind.DIRTY_FACTOR, ""))
                        .orElseThrow())
                .isCloseTo(1, within(0.1));
    }

    @Test
    void overstatedFactor_neverExceedsTheMemory() {
        Calibration calibration = Calibration.prior().with(new Quantity(Quantity.Kind.MEMORY_FACTOR, ""), 3);

        assertThat(calibration.apply(Vms.idle(1, 100)).usedMemory()).isEqualTo(DataSize.ofMebibytes(100));
    }

    /** What a process holds beside the guest's memory is less after a move: the guest has not shrunk for it. */
    @ParameterizedTest
    @CsvSource({"224, 100", "164, 100", "120, 100", "300, 180"})
    void vmThatMovedBefore_sendsWhatItSentThen_unlessItHasGrown(long residentMebibytes, long expectedMebibytes) {
        VmProfile vm = Vms.idle(1, 256);
        Calibration calibration = Calibration.prior()
                .with(
                        Quantity.firstRound(vm.id()),
                        100 * 0x1p20
                                + (vm.firstRound().bytes() - vm.usedMemory().bytes()))
                .with(new Quantity(Quantity.Kind.PROCESS_MEMORY, ""), 120 * 0x1p20);
        VmProfile now = new VmProfile(
                vm.id(),
                vm.name(),
                vm.memory(),
                vm.usedMemory(),
                vm.dirty(),
                vm.downtimeLimit(),
                DataSize.ofMebibytes(residentMebibytes),
                vm.disk(),
                vm.compressibility());

        assertThat(calibration.apply(now).usedMemory()).isEqualTo(DataSize.ofMebibytes(expectedMebibytes));
    }

    @Test
    void contradictions_areRefusedByName() {
        VmProfile vm = Vms.idle(1, 100);
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Observation.preCopy(vm, "a", "b", second, vm.memory(), second.plus(second)))
                .withMessageContaining("sending (PT2S)")
                .withMessageContaining("totalTime (PT1S)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Observation.preCopy(vm, "a", "b", second, DataSize.ZERO, second))
                .withMessageContaining("sent (0 B)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Observation.preCopy(vm, "a", "b", second, vm.memory(), Duration.ZERO))
                .withMessageContaining("sending (PT0S)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Observation.timed(vm, "a", "b", second).among(0))
                .withMessageContaining("concurrent (0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Calibration(
                        HypervisorProfile.PRIOR,
                        Map.of(new Quantity(Quantity.Kind.MEMORY_FACTOR, ""), List.of(Double.NaN))))
                .withMessageContaining("MEMORY_FACTOR (NaN)");
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
        assertThat(calibration.apply(TOLD).path("b", "a").links())
                .isEqualTo(TOLD.path("b", "a").links());
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
