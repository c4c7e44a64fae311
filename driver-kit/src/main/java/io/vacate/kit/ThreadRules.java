package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.VmState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Threads and time. */
abstract class ThreadRules extends RuleGroup {
    private static final int CALLERS = 8;
    private static final int CALLS = 20;

    ThreadRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R16.1 MUST: several threads can use a session at once")
    void required_r1601_sessionIsThreadSafe() {
        Guest guest = scene.guest();
        DriverSession session = guest.home();

        List<Throwable> failures = inParallel(() -> {
            assertThat(session.vms()).anyMatch(summary -> summary.id().equals(guest.id()));
            assertThat(session.status(guest.id()).state()).isEqualTo(VmState.RUNNING);
            assertThat(session.statistics(guest.id()).summary().id()).isEqualTo(guest.id());
        });

        assertThat(failures).isEmpty();
    }

    @Test
    @DisplayName(
            "R16.2 MUST: closing a session while other threads use it gives them an answer or a SessionClosedException")
    void required_r1602_closingIsThreadSafe() {
        Guest guest = scene.guest();
        DriverSession session = scene.open(guest.source());
        AtomicBoolean closed = new AtomicBoolean();

        List<Throwable> failures = inParallel(() -> {
            session.vms();
            if (!closed.getAndSet(true)) {
                session.close();
            }
        });

        assertThat(failures).isNotEmpty().hasOnlyElementsOfType(SessionClosedException.class);
    }

    /** Has several threads call, each of them several times, and returns what they threw. */
    private List<Throwable> inParallel(Runnable call) {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(CALLERS);
        for (int caller = 0; caller < CALLERS; caller++) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    for (int i = 0; i < CALLS; i++) {
                        call.run();
                    }
                } catch (InterruptedException | RuntimeException | AssertionError failure) {
                    failures.add(failure);
                } finally {
                    done.countDown();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        start.countDown();
        // Threads take real time, whatever the driver's time does.
        assertThat(isDone(done)).as("all threads have their answers").isTrue();
        return List.copyOf(failures);
    }

    private static boolean isDone(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    @DisplayName("R16.3 MUST: a driver's threads do not keep the program from ending")
    void required_r1603_threadsAreDaemons() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Guest guest = scene.guest();
        if (guest.home().capabilities().contains(Capability.PRE_COPY)) {
            scene.outcome(scene.migrate(guest, MigrationRequest.live()));
        }

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .allMatch(Thread::isDaemon);
    }

    @Test
    @DisplayName("R16.4 MUST: what calls back may ask its job, and hosts by another thread, without a deadlock")
    void required_r1604_callbacksMayAsk() {
        needs(Capability.PRE_COPY);
        Guest guest = scene.guest();
        MigrationJob job = scene.migrate(guest, MigrationRequest.live());

        Duration elapsed = scene.result(
                "migration",
                job.completion().thenApply(outcome -> job.progress().elapsed()));

        assertThat(elapsed).isPositive();
    }

    @Test
    @DisplayName("R16.5 MUST: a session's time source moves forward")
    void required_r1605_timePasses() {
        TimeSource time = scene.first().timeSource();
        Instant before = time.instant();

        kit.letTimePass(Duration.ofMillis(50));

        assertThat(time.instant()).isAfter(before);
    }

    @Test
    @DisplayName("R16.6 MUST: what is scheduled with the time source is called once its time has come")
    void required_r1606_timeSourceCallsBack() {
        TimeSource time = scene.first().timeSource();
        Instant due = time.instant().plusMillis(100);
        List<Instant> called = new CopyOnWriteArrayList<>();

        time.schedule(Duration.ofMillis(100), () -> called.add(time.instant()));
        scene.await("the task is called", () -> !called.isEmpty());

        assertThat(called)
                .singleElement()
                .satisfies(instant -> assertThat(instant).isAfterOrEqualTo(due));
    }

    @Test
    @DisplayName("R16.7 MUST: running migrations need no thread each")
    void untested_r1607_threadsAreShared() {
        untestable("a driver may have threads for other reasons");
    }
}
