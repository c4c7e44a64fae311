package io.vacate.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.live.LiveEstimator.Lesson;
import io.vacate.model.live.Residuals.Residual;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.DirtyCurve.Point;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What migrations that were followed teach of their VMs. */
class RoundHistoryTest {
    private static final VmId VM = new VmId(new UUID(0, 1));

    private static Point point(double seconds, long mebibytes) {
        return new Point(Duration.ofMillis(Math.round(1e3 * seconds)), DataSize.ofMebibytes(mebibytes));
    }

    /** A guest that rewrites 30 MiB/s of 90 MiB. */
    private static Lesson lesson(VmId vm) {
        return new Lesson(
                vm,
                Optional.of(DataSize.ofMebibytes(201)),
                List.of(point(8, 90), point(2, 60), point(1, 30)),
                List.of(new Residual(0.5, 0.1)));
    }

    private static Calibration after(Lesson... lessons) {
        return Calibration.prior().updatedWith(new RunObservations(List.of(), List.of()).with(List.of(lessons)));
    }

    private static VmProfile measured(double mebibytesPerSecond) {
        DirtyCurve curve = DirtyCurve.measured(List.of(
                new Point(Duration.ofSeconds(1), DataSize.ofBytes((long) (mebibytesPerSecond * (1 << 20)))),
                new Point(Duration.ofSeconds(4), DataSize.ofBytes((long) (3 * mebibytesPerSecond * (1 << 20))))));
        return new VmProfile(
                VM, "vm", DataSize.ofMebibytes(512), DataSize.ofMebibytes(400), curve, Duration.ofMillis(300));
    }

    private static double mebibytesWithin(VmProfile vm, double seconds) {
        return vm.dirty().bytesWithin(seconds) / (1 << 20);
    }

    @Test
    void roundsCorrectWhatWasMeasured_andTellWhereTheWorkingSetEnds() {
        VmProfile learned = after(lesson(VM)).apply(measured(27));

        assertThat(mebibytesWithin(learned, 1)).isCloseTo(30, within(3.0));
        assertThat(mebibytesWithin(learned, 8)).isCloseTo(90, within(15.0));
        assertThat(learned.usedMemory().mebibytes()).isEqualTo(200);
    }

    @Test
    void anotherLoadKeepsTheShape_atTheLevelThatIsMeasuredNow() {
        VmProfile learned = after(lesson(VM)).apply(measured(10));

        assertThat(mebibytesWithin(learned, 1)).isCloseTo(10, within(2.0));
        assertThat(mebibytesWithin(learned, 8)).isLessThan(60);
    }

    @Test
    void anotherVm_isLeftAsItIs() {
        Lesson other = lesson(new VmId(new UUID(0, 2)));

        assertThat(after(other).apply(measured(27))).isEqualTo(measured(27));
    }

    @Test
    void vmThatHasGrown_isNotTakenForWhatItWas() {
        VmProfile grown = measured(27).withResident(DataSize.ofMebibytes(400));

        assertThat(after(lesson(VM)).apply(grown).usedMemory()).isEqualTo(DataSize.ofMebibytes(400));
    }

    @Test
    void residuals_areKeptWithTheShareAtWhichTheyWereSeen() {
        Calibration learned = after(lesson(VM));

        assertThat(learned.liveResiduals().all()).singleElement().satisfies(residual -> {
            assertThat(residual.share()).isEqualTo(0.5);
            assertThat(residual.logRatio()).isCloseTo(0.1, within(1e-9));
        });
    }

    @Test
    void whatWasSeenOfManyVms_isForgottenOldestFirst() {
        Lesson[] lessons = new Lesson[600];
        for (int i = 0; i < lessons.length; i++) {
            lessons[i] = lesson(new VmId(new UUID(1, i)));
        }
        Calibration learned = after(lessons);

        assertThat(learned.samples().keySet().stream().filter(quantity -> quantity.kind() == Kind.ROUND_RATE))
                .hasSizeLessThanOrEqualTo(1000);
        assertThat(learned.apply(profile(lessons[599].vm())).dirty())
                .isNotEqualTo(profile(lessons[599].vm()).dirty());
        assertThat(learned.apply(profile(lessons[0].vm())).dirty())
                .isEqualTo(profile(lessons[0].vm()).dirty());
    }

    private static VmProfile profile(VmId vm) {
        return new VmProfile(
                vm,
                "vm",
                DataSize.ofMebibytes(512),
                DataSize.ofMebibytes(400),
                DirtyCurve.constantRate(DataRate.ofMebibytesPerSecond(5), DataSize.ofMebibytes(100)),
                Duration.ofMillis(300));
    }
}
