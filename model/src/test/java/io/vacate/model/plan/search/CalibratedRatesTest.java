package io.vacate.model.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode.PostCopy;
import io.vacate.api.migration.MigrationMode.SuspendCopyResume;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.NetworkProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("At a constant rate, by what was learned,")
class CalibratedRatesTest {
    private static final NetworkProfile NETWORK =
            NetworkProfile.star(List.of("h1", "h2"), DataRate.ofMegabitsPerSecond(1000));
    private static final DataRate RATE = DataRate.ofMebibytesPerSecond(100);
    private static final Tuning POST_COPY = Tuning.of(new PostCopy(new Trigger.Immediately()));

    private static CalibratedRates rates(Calibration calibration, boolean forcesSwitchOver) {
        return new CalibratedRates(Predictor.of(NETWORK, calibration), forcesSwitchOver);
    }

    private static final CalibratedRates PRIOR = rates(Calibration.prior(), false);

    private static BatchVm vm(long mebibytes, DirtyCurve dirty) {
        return BatchVm.moving(Vms.full(1, mebibytes, dirty), "h1", List.of("h2"), DataSize.ofMebibytes(8192), 1);
    }

    private static double seconds(Physics physics, BatchVm vm, Tuning how, DataRate rate) {
        return Seconds.of(physics.duration(vm, how, rate).orElseThrow());
    }

    private static final BatchVm IDLE = vm(4000, DirtyCurve.idle());
    private static final BatchVm CALM = vm(4000, Vms.dirtying(20, 400));
    private static final BatchVm BUSY = vm(4000, Vms.dirtying(150, 3000));

    @Test
    void idleVm_takesItsMemoryByTheRate_andTheFixedCosts_inTenths() {
        double expected = Seconds.of(FixedCosts.PRIOR.total()) + 40;

        assertThat(seconds(PRIOR, IDLE, Tuning.PRE_COPY, RATE))
                // Pages have headers.
                .isBetween(expected, expected * 1.02)
                .matches(time -> Math.abs(time * 10 - Math.rint(time * 10)) < 1e-9);
    }

    @Test
    void whatWasLearnedOfVms_isApplied_andOfLinksIsNot_asTheRateIsGiven() {
        Calibration learned = Calibration.prior()
                .with(new Quantity(Kind.MEMORY_FACTOR, ""), 0.25)
                .with(new Quantity(Kind.EFFICIENCY, ""), 0.5);
        double fixed = Seconds.of(FixedCosts.PRIOR.total());
        double all = seconds(PRIOR, IDLE, Tuning.PRE_COPY, RATE) - fixed;

        assertThat(seconds(rates(learned, false), IDLE, Tuning.PRE_COPY, RATE) - fixed)
                .isCloseTo(all / 4, within(0.05 * all));
        assertThat(rates(learned, false).network().path("h1", "h2").rateAlone().bytesPerSecond())
                .isCloseTo(NETWORK.path("h1", "h2").rateAlone().bytesPerSecond() / 2, within(1L));
    }

    @Test
    void whatIsRewritten_isSentAgain_andMoreSoAtALowerRate() {
        double idle = seconds(PRIOR, IDLE, Tuning.PRE_COPY, RATE);
        double calm = seconds(PRIOR, CALM, Tuning.PRE_COPY, RATE);
        double slow = seconds(PRIOR, CALM, Tuning.PRE_COPY, DataRate.ofMebibytesPerSecond(50));

        assertThat(calm).isGreaterThan(idle);
        assertThat(slow).isGreaterThan(2 * calm - Seconds.of(FixedCosts.PRIOR.total()));
    }

    @Test
    void whatNeverConverges_hasNoTime_unlessItIsForced_slowedDown_orGoesByPostCopy() {
        assertThat(PRIOR.duration(BUSY, Tuning.PRE_COPY, RATE)).isEmpty();
        assertThat(rates(Calibration.prior(), true).duration(BUSY, Tuning.PRE_COPY, RATE))
                .isPresent();
        assertThat(PRIOR.duration(BUSY, Tuning.PRE_COPY.with(new AutoConverge(50, 20)), RATE))
                .isPresent();
        assertThat(seconds(PRIOR, BUSY, POST_COPY, RATE)).isEqualTo(seconds(PRIOR, IDLE, POST_COPY, RATE));
    }

    @Test
    void partsOfASuspension_takeAsLongAsTheWhole_andOnlyTheCopyDependsOnTheRate() {
        Tuning disk = Tuning.of(new SuspendCopyResume(Buffer.DISK));
        double whole = seconds(PRIOR, CALM, disk, RATE);

        Physics.Suspension fast = PRIOR.suspension(CALM, RATE).orElseThrow();
        Physics.Suspension slow =
                PRIOR.suspension(CALM, DataRate.ofMegabitsPerSecond(100)).orElseThrow();

        assertThat(Seconds.of(fast.suspend().plus(fast.resume()))).isBetween(whole - 1e-9, whole + 0.1 + 1e-9);
        assertThat(slow.suspend()).isEqualTo(fast.suspend());
        assertThat(slow.resume()).isGreaterThan(fast.resume());
        assertThat(fast.suspend()).isGreaterThan(Duration.ofSeconds(1));
    }
}
