package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.time.ScheduledTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SimTimeTest {
    private final SimTime manual = SimTime.manual();
    private final List<String> ran = new ArrayList<>();

    private ScheduledTask schedule(String name, long seconds) {
        return manual.schedule(
                Duration.ofSeconds(seconds),
                () -> ran.add(name + " at " + manual.elapsed().toSeconds()));
    }

    @Test
    void tasks_runByTimeThenByOrder() {
        schedule("late", 5);
        schedule("first", 2);
        schedule("second", 2);

        manual.advance(Duration.ofSeconds(4));

        assertThat(ran).containsExactly("first at 2", "second at 2");
        assertThat(manual.instant()).isEqualTo(SimTime.BEGINNING.plusSeconds(4));
    }

    @Test
    void cancelledTask_doesNotRun() {
        schedule("never", 1).cancel();

        manual.runUntilIdle();

        assertThat(ran).isEmpty();
        assertThat(manual.elapsed()).isZero();
    }

    @Test
    void failingTask_doesNotStopTheOthers() {
        manual.schedule(Duration.ZERO, () -> {
            throw new IllegalStateException("on purpose");
        });
        schedule("next", 1);

        manual.runUntilIdle();

        assertThat(ran).containsExactly("next at 1");
    }

    @Test
    void endlessTask_isNotRunForEver() {
        manual.schedule(Duration.ofHours(1), new Runnable() {
            @Override
            public void run() {
                manual.schedule(Duration.ofHours(1), this);
            }
        });

        assertThatThrownBy(manual::runUntilIdle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("still");
    }

    @Test
    void stageThatNothingCompletes_isSaidSo() {
        assertThatThrownBy(() -> manual.runUntil(new CompletableFuture<>()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Nothing is left");
    }

    @Test
    void automaticTime_passesWithoutWaiting() throws InterruptedException {
        SimTime automatic = SimTime.automatic();
        CountDownLatch done = new CountDownLatch(1);
        automatic.schedule(Duration.ofDays(365), done::countDown);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(automatic.elapsed()).isEqualTo(Duration.ofDays(365));
        assertThatThrownBy(() -> automatic.advance(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        automatic.stop();
    }

    @Test
    void scaledTime_followsRealTime() throws InterruptedException {
        SimTime scaled = SimTime.scaled(1000);
        CountDownLatch done = new CountDownLatch(1);
        long began = System.nanoTime();
        scaled.schedule(Duration.ofSeconds(50), done::countDown);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(49));
        assertThat(scaled.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(50));
        scaled.stop();
    }

    @Test
    void factor_mustBePositive() {
        assertThatThrownBy(() -> SimTime.scaled(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SimTime.scaled(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void time_belongsToOneWorld() {
        SimWorld.Builder builder = Worldly.builder(Worldly.vm("web", 1)).time(manual);
        try (SimWorld world = builder.build()) {
            assertThat(world.time()).isSameAs(manual);
            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another");
        }
    }
}
