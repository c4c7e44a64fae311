package io.vacate.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import io.vacate.model.simulation.SimulationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Calibrating from times alone")
class TimesOnlyTest {
    private static final long SEED = 20261123;
    private static final NetworkProfile TOLD = NetworkProfile.star(List.of("a", "b", "c"), DataRate.parse("1Gbit/s"));
    private static final TimesOnly MODEL = new TimesOnly(TOLD, Map.of());
    private static final Quantity COSTS = Quantity.overhead(ModeKind.PRE_COPY);

    private static final double TRUE_EFFICIENCY = 0.93;
    private static final double TRUE_COSTS = 2.4;
    private static final double TRUE_DIRTY = 0.6;
    private static final double TRUE_SLOWDOWN = 0.2;

    /** What these tests make the times with, and hide. */
    private static final Calibration TRUTH = Calibration.prior()
            .with(Quantity.EFFICIENCY, TRUE_EFFICIENCY)
            .with(COSTS, TRUE_COSTS)
            .with(Quantity.DIRTY_FACTOR, TRUE_DIRTY)
            .with(Quantity.REVERSE_SLOWDOWN, TRUE_SLOWDOWN);

    private static ObservedRun.Member member(VmProfile vm, String from, String to, double start, double total) {
        return new ObservedRun.Member(
                vm, from, to, Tuning.PRE_COPY, Seconds.toDuration(start), Seconds.toDuration(total));
    }

    /** Returns the migration as it is to be, its time not known yet. */
    private static ObservedRun.Member planned(VmProfile vm, String from, String to) {
        return member(vm, from, to, 0, 1);
    }

    /** Returns the run as it goes in truth. */
    private static ObservedRun run(Calibration truth, ObservedRun.Member... planned) {
        ObservedRun asked = new ObservedRun(List.of(planned));
        SimulationResult went = MODEL.simulation(truth, asked).run(asked.asStarted());
        List<ObservedRun.Member> members = new ArrayList<>();
        for (int i = 0; i < asked.members().size(); i++) {
            ObservedRun.Member each = asked.members().get(i);
            members.add(member(each.vm(), each.from(), each.to(), Seconds.of(each.start()), went.seconds(i)));
        }
        return new ObservedRun(members);
    }

    /** Returns runs of one migration each, of idle and busy VMs of many sizes, each time multiplied. */
    private static List<ObservedRun> single(int count, IntToDoubleFunction factor) {
        List<ObservedRun> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long mebibytes = 512L << i % 5;
            VmProfile vm = i % 2 == 0 ? Vms.idle(i, mebibytes) : busy(i, mebibytes);
            ObservedRun.Member went = run(TRUTH, planned(vm, "a", i % 3 == 0 ? "c" : "b"))
                    .members()
                    .get(0);
            double seconds = Seconds.of(went.total()) * factor.applyAsDouble(i);
            runs.add(new ObservedRun(List.of(member(vm, went.from(), went.to(), 0, seconds))));
        }
        return runs;
    }

    private static VmProfile busy(int number, long mebibytes) {
        return Vms.full(number, mebibytes, Vms.dirtying(30, mebibytes / 2));
    }

    private static Calibration learn(List<ObservedRun> runs) {
        return MODEL.learn(Calibration.prior(), runs);
    }

    private static double learned(Calibration calibration, Quantity quantity) {
        return calibration.learned(quantity).orElseThrow();
    }

    private static void isTheTruth(Calibration learned, double percent) {
        assertThat(learned(learned, Quantity.EFFICIENCY))
                .as("efficiency, seed %d", SEED)
                .isCloseTo(TRUE_EFFICIENCY, Percentage.withPercentage(percent));
        assertThat(learned(learned, COSTS))
                .as("fixed costs, seed %d", SEED)
                .isCloseTo(TRUE_COSTS, Percentage.withPercentage(5 * percent));
        assertThat(learned(learned, Quantity.DIRTY_FACTOR))
                .as("dirty factor, seed %d", SEED)
                .isCloseTo(TRUE_DIRTY, Percentage.withPercentage(5 * percent));
    }

    @Test
    void exactTimesOfMany_giveTheTruthBack() {
        isTheTruth(learn(single(40, i -> 1)), 0.1);
    }

    @Test
    void noisyTimesOfMany_giveItNearly() {
        Random random = new Random(SEED);

        isTheTruth(learn(single(100, i -> Math.exp(0.03 * random.nextGaussian()))), 2);
    }

    @Test
    void outliers_doNotDerailIt() {
        Calibration learned = learn(single(40, i -> i % 5 == 2 ? 4 : 1));

        isTheTruth(learned, 1);
        assertThat(learned.samples().get(Quantity.RESIDUAL))
                .filteredOn(residual -> residual > 3.9)
                .hasSize(8);
    }

    @Test
    void oneIdleVm_isExplained_andTeachesNothingOfDirtying() {
        Calibration learned = learn(single(1, i -> 1));

        ObservedRun seen = single(1, i -> 1).get(0);
        assertThat(MODEL.simulation(learned, seen).run(MODEL.order()).seconds(0))
                .isCloseTo(Seconds.of(seen.makespan()), Percentage.withPercentage(1));
        assertThat(learned.learned(Quantity.DIRTY_FACTOR)).isEmpty();
        assertThat(learned.learned(COSTS)).isPresent();
    }

    @Test
    void oneBusyVm_blamesItsDirtyCurveBeforeTheLink() {
        ObservedRun seen = single(2, i -> 1).get(1);

        Calibration learned = learn(List.of(seen));

        assertThat(MODEL.simulation(learned, seen).run(MODEL.order()).seconds(0))
                .isCloseTo(Seconds.of(seen.makespan()), Percentage.withPercentage(1));
        double link = Math.abs(Math.log(learned(learned, Quantity.EFFICIENCY)));
        double dirty = Math.abs(Math.log(learned(learned, Quantity.DIRTY_FACTOR)));
        assertThat(dirty).isGreaterThan(3 * link);
    }

    @Test
    void timeThatTheLinkDoesNotAllow_isNotBlamedOnTheLink() {
        ObservedRun.Member told = run(Calibration.prior(), planned(Vms.idle(1, 1024), "a", "b"))
                .members()
                .get(0);
        ObservedRun.Member faster = member(told.vm(), "a", "b", 0, Seconds.of(told.total()) * 0.93);

        Calibration learned = learn(List.of(new ObservedRun(List.of(faster))));

        assertThat(learned(learned, Quantity.EFFICIENCY)).isLessThan(1.01);
        assertThat(learned(learned, COSTS)).isLessThan(0.6);
    }

    @Test
    void migrationsThatMet_tellNothingOfLinkAndCosts_butLeaveResiduals() {
        ObservedRun together = run(TRUTH, planned(Vms.idle(1, 1024), "a", "b"), planned(Vms.idle(2, 2048), "a", "c"));

        Calibration learned = learn(List.of(together));

        assertThat(learned.samples()).containsOnlyKeys(Quantity.RESIDUAL, Quantity.GROUP_RESIDUAL);
        assertThat(learned.samples().get(Quantity.RESIDUAL)).hasSize(2).allMatch(residual -> residual > 1.05);
        assertThat(learned.samples().get(Quantity.GROUP_RESIDUAL)).hasSize(1);
    }

    @Test
    @DisplayName("at rates that nobody knows, Xen's, VMs of four sizes teach what others take")
    void unknownRates_followFromSizes() {
        Calibration truth = Calibration.prior(HypervisorProfile.LIBXL)
                .with(Quantity.EFFICIENCY, 0.2)
                .with(COSTS, 3.5)
                .with(Quantity.DIRTY_FACTOR, 0.9);
        List<ObservedRun> seen = new ArrayList<>();
        for (long mebibytes : List.of(64L, 128L, 256L, 512L)) {
            for (int rate : List.of(0, 4, 8)) {
                seen.add(run(truth, planned(xen(mebibytes, rate), "a", "b")));
            }
        }

        Calibration learned = TimesOnly.atUnknownRates(TOLD).learn(Calibration.prior(HypervisorProfile.LIBXL), seen);

        for (long mebibytes : List.of(96L, 192L, 384L, 1024L)) {
            for (int rate : List.of(0, 4, 8)) {
                ObservedRun other = run(truth, planned(xen(mebibytes, rate), "a", "b"));
                assertThat(MODEL.simulation(learned, other).run(MODEL.order()).seconds(0))
                        .as("%d MiB, %d MiB/s", mebibytes, rate)
                        .isCloseTo(Seconds.of(other.makespan()), Percentage.withPercentage(2));
            }
        }
    }

    private static VmProfile xen(long mebibytes, int dirtyMebibytes) {
        return Vms.full((int) mebibytes, mebibytes, Vms.dirtying(dirtyMebibytes, mebibytes / 2));
    }

    @Test
    void trafficTheOtherWay_showsItsSlowdown() {
        List<ObservedRun> runs = new ArrayList<>(single(40, i -> 1));
        runs.add(run(TRUTH, planned(Vms.idle(1, 4096), "a", "b"), planned(Vms.idle(2, 4096), "b", "a")));

        Calibration learned = learn(runs);

        assertThat(learned(learned, Quantity.REVERSE_SLOWDOWN)).isCloseTo(TRUE_SLOWDOWN, within(0.01));
    }

    @Test
    void residuals_areThoseOfWhatWasLearned() {
        List<ObservedRun> runs = new ArrayList<>(single(40, i -> 1));
        runs.add(new ObservedRun(List.of(member(Vms.idle(1, 1024), "a", "b", 0, 100))));

        Calibration learned = learn(runs);

        List<Double> residuals = learned.samples().get(Quantity.RESIDUAL);
        assertThat(residuals).hasSize(41);
        assertThat(residuals.subList(0, 40))
                .allSatisfy(residual -> assertThat(residual).isCloseTo(1, within(0.01)));
        double predicted =
                TRUE_COSTS + 1024 * 0x1p20 / (TOLD.path("a", "b").rateAlone().bytesPerSecond() * TRUE_EFFICIENCY);
        assertThat(residuals.get(40)).isCloseTo(100 / predicted, Percentage.withPercentage(1));
    }

    @Test
    void nothingSeen_changesNothing() {
        assertThat(learn(List.of())).isEqualTo(Calibration.prior());
    }

    @Test
    void makespan_isFromTheFirstStartToTheLastEnd() {
        ObservedRun run = new ObservedRun(List.of(
                member(Vms.idle(1, 8), "a", "b", 5, 2),
                member(Vms.idle(2, 8), "a", "b", 3, 9),
                member(Vms.idle(3, 8), "a", "b", 4, 1)));

        assertThat(run.makespan()).isEqualTo(Duration.ofSeconds(9));
        assertThat(run.members()).extracting(each -> each.vm().name()).containsExactly("vm2", "vm3", "vm1");
    }
}
