package io.vacate.api.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystemTimeSourceTest {
    @Test
    void schedule_runsTasksEvenAfterOneThatFailed() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        TimeSource time = TimeSource.system();

        time.schedule(Duration.ZERO, () -> {
            throw new IllegalStateException("meant to fail: the next task must run all the same");
        });
        time.schedule(Duration.ZERO, ran::countDown);

        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void cancel_dropsATaskThatHasNotBegun() throws InterruptedException {
        CountDownLatch later = new CountDownLatch(1);
        boolean[] ran = {false};
        TimeSource time = TimeSource.system();

        // Far enough away that a slow machine cannot begin it first.
        time.schedule(Duration.ofMinutes(1), () -> ran[0] = true).cancel();
        time.schedule(Duration.ofMillis(1), later::countDown);

        assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ran[0]).isFalse();
    }
}
