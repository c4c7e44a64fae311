package io.vacate.bench.testbed;

import io.vacate.api.Host;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.model.plan.Plan;
import io.vacate.model.plan.PlannedMove;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Executes plans as they are meant: each move starts when its predecessors have ended.
 *
 * @param hosts open hosts by name
 * @param mover moves each
 */
record PlanRunner(Map<String, Host> hosts, Mover mover) {
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
        String guest = planned.move().vm().name();
        try {
            return mover.move(
                    host(planned.move().from()).vm(guest), host(planned.move().to()), MigrationRequest.live(), began);
        } catch (Exception failed) {
            throw new IllegalStateException("'%s' did not move".formatted(guest), failed);
        }
    }

    private Host host(String name) {
        Host host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException("there is no host '%s'".formatted(name));
        }
        return host;
    }
}
