package io.vacate.bench.testbed;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Moves guests from one host to another.
 *
 * @param patience how long one migration may take before it is cancelled: it may never converge
 */
record Mover(Duration patience) {
    private static final long TO_CANCEL_SECONDS = 120;

    /**
     * Moves them, so many at a time, and waits for the last.
     *
     * @throws Exception if a migration was refused or did not end; the others have ended by then
     */
    List<Moved> move(List<String> guests, Host from, Host to, MigrationRequest request, int atOnce) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            long began = System.nanoTime();
            List<Future<Moved>> pending = new ArrayList<>();
            for (String guest : guests) {
                pending.add(threads.submit(() -> move(from.vm(guest), to, request, began)));
            }
            List<Moved> moved = new ArrayList<>();
            for (Future<Moved> each : pending) {
                moved.add(each.get());
            }
            return moved;
        } finally {
            threads.shutdown();
            threads.awaitTermination(TO_CANCEL_SECONDS, TimeUnit.SECONDS);
        }
    }

    /**
     * Moves one guest and waits for it.
     *
     * @param began {@link System#nanoTime} when its group began
     * @throws Exception if the migration was refused or did not end
     */
    Moved move(VM vm, Host to, MigrationRequest request, long began) throws Exception {
        double start = seconds(began);
        MigrationJob job = vm.migrateTo(to, request);
        CompletableFuture<Moved> end = job.completion()
                .thenApply(outcome -> new Moved(vm.name(), start, seconds(began), outcome))
                .toCompletableFuture();
        try {
            return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException endless) {
            job.requestCancel();
            return end.get(TO_CANCEL_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
