package io.vacate.kit;

import io.vacate.api.error.SessionClosedException;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Mutants of the rules on threads and time. */
final class ThreadMutants {
    private ThreadMutants() {}

    static List<Mutant> all() {
        return List.of(
                servesOneThread(),
                Mutant.of("R16.2")
                        .session(
                                "vms",
                                call -> call.proceedUnless(SessionClosedException.class, () -> {
                                    throw new IllegalStateException("the handle is null");
                                })),
                keepsTheProgramAlive(),
                Mutant.of("R16.4").job("progress", call -> {
                    MigrationProgress sample = (MigrationProgress) call.proceed();
                    if (sample.state().isFinal()) {
                        throw new IllegalStateException("the lock is taken");
                    }
                    return sample;
                }),
                withTime("R16.5", time -> new BrokenTime(time, Optional.of(time.instant()), true)),
                withTime("R16.6", time -> new BrokenTime(time, Optional.empty(), false)));
    }

    private static Mutant servesOneThread() {
        AtomicReference<@Nullable Thread> owner = new AtomicReference<>();
        return Mutant.of("R16.1").session("status", call -> {
            owner.compareAndSet(null, Thread.currentThread());
            if (owner.get() != Thread.currentThread()) {
                throw new IllegalStateException("the session belongs to another thread");
            }
            return call.proceed();
        });
    }

    private static Mutant keepsTheProgramAlive() {
        CountDownLatch end = new CountDownLatch(1);
        return Mutant.of("R16.3")
                .provider("open", call -> {
                    Thread thread = new Thread(() -> awaitUninterrupted(end), "poller");
                    thread.setDaemon(false);
                    thread.start();
                    return call.proceed();
                })
                .session("close", call -> {
                    end.countDown();
                    return call.proceed();
                });
    }

    private static void awaitUninterrupted(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static Mutant withTime(String rule, UnaryOperator<TimeSource> other) {
        return Mutant.of(rule).session("timeSource", call -> other.apply((TimeSource) call.proceed()));
    }

    /** Time that stands still, or does not call back. */
    private record BrokenTime(TimeSource time, Optional<Instant> frozen, boolean callsBack) implements TimeSource {
        @Override
        public Instant instant() {
            return frozen.orElseGet(time::instant);
        }

        @Override
        public ScheduledTask schedule(Duration delay, Runnable task) {
            return callsBack ? time.schedule(delay, task) : () -> {};
        }
    }
}
