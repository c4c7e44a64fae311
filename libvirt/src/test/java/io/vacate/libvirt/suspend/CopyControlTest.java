package io.vacate.libvirt.suspend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopyControlTest {
    /** Waiting is all that takes time. */
    private final TimeSource clock = new TimeSource() {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ScheduledTask schedule(Duration delay, Runnable task) {
            now = now.plus(delay);
            task.run();
            return () -> {};
        }
    };

    @Test
    void passed_waitsUntilTheLimitIsKept() {
        CopyControl control = new CopyControl(clock, Optional.of(DataRate.ofMebibytesPerSecond(10)));
        control.begin(30 << 20);

        control.passed(10 << 20);
        control.passed(20 << 20);

        assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusSeconds(3));
    }

    @Test
    void limit_changedOnTheWay_countsFromThen() {
        CopyControl control = new CopyControl(clock, Optional.empty());
        control.begin(30 << 20);
        control.passed(10 << 20);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);

        control.limit(DataRate.ofMebibytesPerSecond(5));
        control.passed(10 << 20);

        assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusSeconds(2));
    }

    @Test
    void stop_endsTheCopy() {
        CopyControl control = new CopyControl(clock, Optional.empty());

        control.stop();

        assertThatThrownBy(() -> control.passed(1)).isInstanceOf(StoppedException.class);
        assertThatThrownBy(control::requireGoingOn).isInstanceOf(StoppedException.class);
    }
}
