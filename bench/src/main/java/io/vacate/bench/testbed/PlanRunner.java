package io.vacate.bench.testbed;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.model.plan.Plan;
import io.vacate.model.plan.PlannedMove;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Executes plans as they are meant: each move starts when its predecessors have ended.
 *
 * @param hosts open hosts by name
 * @param patience until a migration is cancelled that does not end
 */
record PlanRunner(Map<String, Host> hosts, Duration patience) {
    private static final long TO_CANCEL_SECONDS = 120;

    /** Runs a plan and waits for its last move. */
    List<Moved> run(Plan plan) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            long began = System.nanoTime();
            Map<Object, CompletableFuture<Moved>> moves = new HashMap<>();
            List<CompletableFuture<Moved>> all = new ArrayList<>();
            for (PlannedMove planned : plan.moves()) {
                CompletableFuture<?>[] before =
                        planned.predecessors().stream().map(moves::get).toArray(CompletableFuture[]::new);
                CompletableFuture<Moved> move =
                        CompletableFuture.allOf(before).thenApplyAsync(ready -> move(planned, began), threads);
                moves.put(planned.id(), move);
                all.add(move);
            }
            List<Moved> moved = new ArrayList<>();
            for (CompletableFuture<Moved> each : all) {
                moved.add(each.get());
            }
            return moved;
        } finally {
            threads.shutdown();
        }
    }

    private Moved move(PlannedMove planned, long began) {
        VM vm = host(planned.move().from()).vm(planned.move().vm().name());
        double start = seconds(began);
        MigrationJob job = vm.migrateTo(host(planned.move().to()), MigrationRequest.live());
        CompletableFuture<Moved> end = job.completion()
                .thenApply(outcome -> new Moved(vm.name(), start, seconds(began), outcome))
                .toCompletableFuture();
        try {
            return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException endless) {
            job.requestCancel();
            return end.orTimeout(TO_CANCEL_SECONDS, TimeUnit.SECONDS).join();
        } catch (Exception failed) {
            throw new IllegalStateException("'%s' did not move".formatted(vm.name()), failed);
        }
    }

    private Host host(String name) {
        Host host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException("there is no host '%s'".formatted(name));
        }
        return host;
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
