package io.vacate.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.SessionOptions;
import io.vacate.libvirt.host.LibvirtHost;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against libvirt's own test driver: real connections, a host that exists in this process only. */
class BlockingCallsTest {
    private static final HostUri URI = HostUri.parse("test:///default");
    private static final int CALLS = 6;

    private final ExecutorService threads = Executors.newFixedThreadPool(CALLS);
    private final BlockingCalls calls =
            new BlockingCalls(URI, () -> Connection.open(URI, "test:///default", SessionOptions.DEFAULT));
    private int before;

    @BeforeEach
    void needsLibvirt() {
        assumeThat(LibvirtHost.availability()).isInstanceOf(Availability.Available.class);
        before = Connection.openCount();
    }

    @AfterEach
    void close() {
        calls.close();
        threads.shutdown();
    }

    @Test
    void run_atOnce_givesEachCallAConnectionOfItsOwn_andKeepsOneForTheNext() throws Exception {
        // Each waits inside of its call for all others.
        CyclicBarrier together = new CyclicBarrier(CALLS);
        List<Future<Connection>> running = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            running.add(threads.submit(() -> calls.run(connection -> {
                meet(together);
                return connection;
            })));
        }

        Set<Connection> used = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Future<Connection> each : running) {
            used.add(each.get(1, TimeUnit.MINUTES));
        }

        assertThat(used).hasSize(CALLS);
        assertThat(Connection.openCount()).isEqualTo(before + 1);
        Connection next = calls.run(connection -> connection);
        assertThat(used).contains(next);
        calls.close();
        assertThat(Connection.openCount()).isEqualTo(before);
    }

    @Test
    void run_afterItsConnectionWasLost_opensAnother() {
        Connection lost = calls.run(connection -> connection);
        lost.close();

        boolean alive = calls.run(Connection::isAlive);
        assertThat(alive).isTrue();
        assertThat(Connection.openCount()).isEqualTo(before + 1);
    }

    @Test
    void close_duringACall_closesItsConnection_andRefusesTheNext() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Future<Boolean> running = threads.submit(() -> calls.run(connection -> {
            inside.countDown();
            await(closed);
            return connection.isAlive();
        }));
        await(inside);
        calls.close();
        closed.countDown();

        assertThat(running.get(1, TimeUnit.MINUTES)).isFalse();
        assertThat(Connection.openCount()).isEqualTo(before);
        assertThatThrownBy(() -> calls.run(Connection::isAlive)).isInstanceOf(SessionClosedException.class);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
