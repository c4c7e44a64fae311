package io.vacate.model.plan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.internal.Seconds;
import io.vacate.model.plan.batch.MigrationPhysics.Suspension;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CalibratedPhysicsTest {
    private static final CalibratedPhysics PHYSICS = new CalibratedPhysics(Calibration.prior());
    private static final DataRate RATE = DataRate.ofMegabitsPerSecond(1000);
    private static final double USABLE = 1e9 / 8 / 0x1p20 * NetworkProfile.PRIOR_EFFICIENCY;

    private static BatchVm vm(int usedMib, int hotMib, int coldMib) {
        CopyProfile copy = new CopyProfile(
                DataSize.ofMebibytes(usedMib),
                DataSize.ofMebibytes(hotMib),
                Duration.ofSeconds(2),
                DataRate.ofMebibytesPerSecond(coldMib));
        return BatchVm.moving("web", "h1", "h2", DataSize.ofMebibytes(8192), 1, copy);
    }

    private static double seconds(BatchVm vm, ModeKind mode, DataRate rate) {
        return Seconds.of(PHYSICS.duration(vm, mode, rate).orElseThrow());
    }

    @Test
    void anIdleVm_takesItsMemoryByTheUsableRate_andTheFixedCosts_inTenths() {
        // Each page has a header, those too that are zero.
        double expected = Seconds.of(FixedCosts.PRIOR.total()) + (4000 + 8192 * 8 / 4096.0) / USABLE;

        assertThat(seconds(vm(4000, 0, 0), ModeKind.PRE_COPY, RATE))
                .isBetween(expected - 1e-9, expected + 0.1)
                .matches(time -> Math.abs(time * 10 - Math.rint(time * 10)) < 1e-9);
    }

    @Test
    void whatIsRewritten_isSentAgain_andMoreSoAtALowerRate() {
        double idle = seconds(vm(4000, 0, 0), ModeKind.PRE_COPY, RATE);
        double hot = seconds(vm(4000, 96, 0), ModeKind.PRE_COPY, RATE);
        double coldToo = seconds(vm(4000, 96, 10), ModeKind.PRE_COPY, RATE);

        assertThat(hot).isGreaterThan(idle);
        assertThat(coldToo).isGreaterThan(hot);
        assertThat(seconds(vm(4000, 96, 10), ModeKind.PRE_COPY, DataRate.ofMegabitsPerSecond(600)) - coldToo)
                .isGreaterThan(idle * (1000.0 / 600 - 1));
    }

    @Test
    void whatNeverConverges_hasNoTime_butMovesByPostCopy() {
        BatchVm busy = vm(4000, 2000, 0);

        assertThat(PHYSICS.duration(busy, ModeKind.PRE_COPY, RATE)).isEmpty();
        assertThat(seconds(busy, ModeKind.POST_COPY, RATE))
                .isEqualTo(seconds(vm(4000, 0, 0), ModeKind.POST_COPY, RATE));
    }

    @Test
    void partsOfASuspension_takeAsLongAsTheWhole_andOnlyTheCopyDependsOnTheRate() {
        ModeKind disk = ModeKind.SUSPEND_COPY_RESUME_DISK;
        BatchVm vm = vm(4000, 96, 10);

        Suspension fast = PHYSICS.suspension(vm, RATE).orElseThrow();
        Suspension slow =
                PHYSICS.suspension(vm, DataRate.ofMegabitsPerSecond(100)).orElseThrow();

        assertThat(Seconds.of(fast.suspend().plus(fast.resume())))
                .isBetween(seconds(vm, disk, RATE), seconds(vm, disk, RATE) + 0.1);
        assertThat(slow.suspend()).isEqualTo(fast.suspend());
        assertThat(slow.resume()).isGreaterThan(fast.resume());
        assertThat(Seconds.of(fast.suspend())).isGreaterThan(1);
    }

    @Test
    void tuningOfAVm_changesHowItConverges_andHowLongItMayPause() {
        BatchVm busy = vm(4000, 2000, 0);
        BatchVm calm = vm(4000, 96, 10);

        assertThat(PHYSICS.duration(busy, ModeKind.PRE_COPY, RATE)).isEmpty();
        assertThat(PHYSICS.duration(
                        busy.with(BatchTuning.USUAL.with(new AutoConverge(50, 20))), ModeKind.PRE_COPY, RATE))
                .isPresent();
        assertThat(seconds(
                        calm.with(BatchTuning.USUAL.withDowntimeLimit(Duration.ofMillis(10))), ModeKind.PRE_COPY, RATE))
                .isGreaterThan(seconds(calm, ModeKind.PRE_COPY, RATE));
    }
}
