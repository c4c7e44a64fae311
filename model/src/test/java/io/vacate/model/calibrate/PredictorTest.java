package io.vacate.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.model.calibrate.Predictor.Job;
import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A predictor applies what was learned, once:")
class PredictorTest {
    private static final NetworkProfile TOLD =
            NetworkProfile.star(List.of("a", "b", "c"), DataRate.ofMegabitsPerSecond(1000));
    private static final Calibration PRIOR = Calibration.prior();
    private static final VmProfile IDLE = Vms.idle(1, 2048);
    private static final VmProfile BUSY = Vms.full(2, 1024, Vms.dirtying(20, 300));

    private static double firstPass(Calibration learned) {
        return Seconds.of(
                Predictor.of(TOLD, learned).estimate(IDLE, "a", "b").terms().firstPass());
    }

    private static long rate(Calibration learned, String from, String to) {
        MigrationEstimate estimate = Predictor.of(TOLD, learned).estimate(IDLE, from, to);
        return estimate.terms().rate().bytesPerSecond();
    }

    @Test
    void efficiency() {
        Calibration half = PRIOR.with(Quantity.EFFICIENCY, 0.5);

        assertThat(rate(half, "a", "b")).isCloseTo(rate(PRIOR, "a", "b") / 2, within(1L));
        assertThat(firstPass(half)).isCloseTo(firstPass(PRIOR) * 2, within(0.02 * firstPass(half)));
    }

    @Test
    void memoryFactor() {
        Calibration quarter = PRIOR.with(Quantity.MEMORY_FACTOR, 0.25);

        assertThat(Predictor.of(TOLD, quarter).learned(IDLE).usedMemory().bytes())
                .isEqualTo(IDLE.usedMemory().bytes() / 4);
        assertThat(firstPass(quarter))
                .isCloseTo(firstPass(PRIOR.with(Quantity.MEMORY_FACTOR, 0.5)) / 2, within(0.05 * firstPass(quarter)));
    }

    @Test
    void dirtyFactor() {
        Predictor twice = Predictor.of(TOLD, PRIOR.with(Quantity.DIRTY_FACTOR, 2));
        VmProfile asBusy = Vms.full(2, 1024, Vms.dirtying(40, 600));

        assertThat(twice.estimate(BUSY, "a", "b").totalTime())
                .isEqualTo(Predictor.of(TOLD).estimate(asBusy, "a", "b").totalTime());
    }

    @Test
    void ratesOfPaths_whichSayNothingOfOthers() {
        Calibration slow = PRIOR.with(Quantity.pathRate("a", "b"), 20e6);

        assertThat(rate(slow, "a", "b")).isEqualTo(20_000_000);
        assertThat(rate(slow, "b", "a")).isEqualTo(rate(PRIOR, "b", "a"));
        assertThat(rate(slow, "b", "c")).isEqualTo(rate(PRIOR, "b", "c"));
    }

    @Test
    void ratesOfPaths_areNotMadeLessByTheEfficiency_asTheyWereSeen() {
        Calibration both = PRIOR.with(Quantity.pathRate("a", "b"), 20e6).with(Quantity.EFFICIENCY, 0.5);

        assertThat(rate(both, "a", "b")).isEqualTo(20_000_000);
        assertThat(rate(both, "b", "c")).isCloseTo(rate(PRIOR, "b", "c") / 2, within(1L));
    }

    @Test
    void reverseSlowdown() {
        List<Job> against = List.of(Job.of(IDLE, "a", "b"), Job.of(Vms.idle(3, 2048), "b", "a"));

        List<Duration> times = Stream.of(0.0, 0.3, 0.6)
                .map(slowdown -> Predictor.of(TOLD, PRIOR.with(Quantity.REVERSE_SLOWDOWN, slowdown))
                        .estimate(against, StartOrder.parallel())
                        .aggregateTime()
                        .p50())
                .toList();

        assertThat(times).isSorted().doesNotHaveDuplicates();
        assertThat(Predictor.of(TOLD, PRIOR.with(Quantity.REVERSE_SLOWDOWN, 0.3))
                        .network()
                        .reverseSlowdown())
                .isEqualTo(0.3);
    }

    @Test
    void fixedCosts() {
        Calibration slow = PRIOR.with(Quantity.overhead(ModeKind.PRE_COPY), 20);

        assertThat(Predictor.of(TOLD, slow).estimate(IDLE, "a", "b").terms().fixed())
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(firstPass(slow)).isEqualTo(firstPass(PRIOR));
    }

    @Test
    void fixedCostsOfTheHypervisor_untilOthersWereSeen() {
        FixedCosts assumed = new FixedCosts(Duration.ofSeconds(6), Duration.ofSeconds(3), Duration.ofSeconds(1));
        Calibration other = Calibration.prior(HypervisorProfile.textbook(assumed));
        Calibration seen = other.with(Quantity.overhead(ModeKind.PRE_COPY), 5);

        assertThat(Predictor.of(TOLD, other).estimate(IDLE, "a", "b").terms().fixed())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(Predictor.of(TOLD, seen).estimate(IDLE, "a", "b").terms().fixed())
                .isEqualTo(Duration.ofSeconds(5));
        // A tenth of it is the clean-up, as assumed, and three tenths are the pause.
        assertThat(Seconds.of(Predictor.of(TOLD, seen)
                        .estimate(IDLE, "a", "b")
                        .downtime()
                        .p50()))
                .isBetween(1.5, 1.5 + Seconds.of(IDLE.downtimeLimit()));
    }

    static Stream<Calibration> calibrations() {
        Calibration much = PRIOR.with(Quantity.MEMORY_FACTOR, 0.25)
                .with(Quantity.EFFICIENCY, 0.5)
                .with(Quantity.DIRTY_FACTOR, 0.8)
                .with(Quantity.REVERSE_SLOWDOWN, 0.3)
                .with(Quantity.overhead(ModeKind.PRE_COPY), 7);
        return Stream.of(PRIOR, much, much.with(Quantity.pathRate("a", "b"), 30e6));
    }

    /** What was learned is in what the prior's predictor is given: nothing is applied once more. */
    @ParameterizedTest
    @MethodSource("calibrations")
    void predictionEqualsOneOfWhatWasLearned(Calibration calibration) {
        Predictor predictor = Predictor.of(TOLD, calibration);
        Calibration costsOnly = Calibration.prior(calibration.hypervisor());
        Predictor plain = Predictor.of(predictor.network(), costsOnly);
        List<Job> told = List.of(Job.of(IDLE, "a", "b"), Job.of(BUSY, "a", "b"), Job.of(Vms.idle(3, 500), "b", "c"));
        List<Job> learned = told.stream()
                .map(job -> Job.of(predictor.learned(job.vm()), job.from(), job.to()))
                .toList();

        for (int job = 0; job < told.size(); job++) {
            assertThat(predictor.estimate(told.get(job))).isEqualTo(plain.estimate(learned.get(job)));
        }
        for (StartOrder order : List.of(StartOrder.sequential(), StartOrder.parallel(), StartOrder.kParallel(2))) {
            assertThat(predictor.estimate(told, order)).isEqualTo(plain.estimate(learned, order));
        }
    }

    @ParameterizedTest
    @MethodSource("calibrations")
    void groupOneByOne_takesAsLongAsEachAlone_andTogetherNoLessThanTheLongest(Calibration calibration) {
        Predictor predictor = Predictor.of(TOLD, calibration);
        List<Job> jobs = List.of(Job.of(IDLE, "a", "b"), Job.of(BUSY, "a", "b"), Job.of(Vms.idle(3, 500), "a", "b"));
        List<Double> alone = jobs.stream()
                .map(job -> Seconds.of(predictor.estimate(job).terms().total()))
                .toList();
        double sum = alone.stream().mapToDouble(each -> each).sum();
        double longest = alone.stream().mapToDouble(each -> each).max().orElseThrow();

        GroupEstimate oneByOne = predictor.estimate(jobs, StartOrder.sequential());
        GroupEstimate together = predictor.estimate(jobs, StartOrder.parallel());

        assertThat(Seconds.of(oneByOne.aggregateTime().p50())).isCloseTo(sum, within(0.01));
        assertThat(oneByOne.members())
                .extracting(GroupEstimate.Member::start)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(together.members()).extracting(GroupEstimate.Member::start).containsOnly(Duration.ZERO);
        assertThat(Seconds.of(together.aggregateTime().p50())).isGreaterThanOrEqualTo(longest);
        // Without a link in common, and nobody against them, each goes as if alone.
        List<Job> apart = List.of(Job.of(IDLE, "a", "b"), Job.of(BUSY, "b", "c"));
        GroupEstimate free =
                Predictor.of(TOLD, PRIOR.with(Quantity.REVERSE_SLOWDOWN, 0)).estimate(apart, StartOrder.parallel());
        assertThat(free.members().get(1).latency())
                .isEqualTo(Predictor.of(TOLD).estimate(BUSY, "b", "c").terms().total());
    }

    @Test
    void hostOrWayThatIsNotKnown_isRefusedByName() {
        NetworkProfile apart = NetworkProfile.builder()
                .host("a")
                .host("b")
                .host("c")
                .link("ab", DataRate.ofMegabitsPerSecond(1000))
                .route("a", "b", List.of("ab"))
                .build();
        Predictor predictor = Predictor.of(apart, PRIOR.with(Quantity.pathRate("a", "b"), 30e6));

        assertThat(predictor.estimate(IDLE, "a", "b").terms().rate().bytesPerSecond())
                .isEqualTo(30_000_000);
        assertThatThrownBy(() -> predictor.estimate(IDLE, "a", "c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'a'", "'c'");
        assertThatThrownBy(() -> predictor.estimate(
                        List.of(Job.of(IDLE, "a", "b"), Job.of(BUSY, "b", "a")), StartOrder.parallel()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'b'", "'a'");
        assertThatThrownBy(() -> predictor.estimate(IDLE, "a", "nowhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'nowhere'");
    }

    @Test
    void withoutRates_pathsAndLinksAreAsTold_andTheRestIsStillApplied() {
        Calibration rated = PRIOR.with(Quantity.pathRate("a", "b"), 20e6)
                .with(Quantity.linkRate(NetworkProfile.upLink("c")), 10e6)
                .with(Quantity.MEMORY_FACTOR, 0.25)
                .with(Quantity.overhead(ModeKind.PRE_COPY), 20);
        Calibration without = rated.withoutRates();

        assertThat(rate(rated, "c", "a")).isEqualTo(10_000_000);
        assertThat(Predictor.of(TOLD, without).network()).isEqualTo(TOLD);
        assertThat(Predictor.of(TOLD, without).learned(IDLE))
                .isEqualTo(Predictor.of(TOLD, rated).learned(IDLE));
        assertThat(Predictor.of(TOLD, without).estimate(IDLE, "a", "b").terms().fixed())
                .isEqualTo(Duration.ofSeconds(20));
    }
}
