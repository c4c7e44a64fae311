package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.vm.VmEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several threads at once on a world whose time passes by itself. */
class ThreadsTest extends Worldly {
    private static final int THREADS = 4;

    @Test
    void manyThreads_seeAConsistentWorld() throws Exception {
        use(builder(vm("one", 200), vm("two", 300).dirty(dirty(20, 50)), vm("three", 100))
                .time(SimTime.automatic())
                .build());
        Set<Thread> callers = ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<VmEvent> events = new ConcurrentLinkedQueue<>();
        open("alpha").subscribe(event -> {
            callers.add(Thread.currentThread());
            events.add(event);
        });
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                results.add(pool.submit(mover(new Random(i))));
            }
            int moved = 0;
            for (Future<Integer> result : results) {
                moved += result.get(60, TimeUnit.SECONDS);
            }
            assertThat(moved).isPositive();
        } finally {
            pool.shutdownNow();
        }
        assertThat(callers).hasSize(1);
        assertThat(events).extracting(VmEvent::time).isSorted();
    }

    private Callable<Integer> mover(Random random) {
        List<String> hosts = world().hosts();
        return () -> {
            int moved = 0;
            for (int i = 0; i < 30; i++) {
                try (Host from = open(hosts.get(random.nextInt(3)));
                        Host to = open(hosts.get(random.nextInt(3)))) {
                    for (VM vm : from.vms()) {
                        vm.migrateTo(to, MigrationRequest.live())
                                .completion()
                                .toCompletableFuture()
                                .get(30, TimeUnit.SECONDS);
                        moved++;
                    }
                } catch (HypervisorException refused) {
                    // Another thread was faster.
                    world().assertInvariants();
                }
            }
            return moved;
        };
    }
}
