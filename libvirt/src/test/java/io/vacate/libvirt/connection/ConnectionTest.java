package io.vacate.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.SessionOptions;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.host.TestHost;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against libvirt's own test driver: the real library, a host that exists in this process only. */
class ConnectionTest {
    private static final HostUri URI = HostUri.parse("test:///default");

    @BeforeEach
    void needsLibvirt() {
        assumeThat(LibvirtHost.availability()).isInstanceOf(Availability.Available.class);
    }

    @Test
    void close_givesBackTheConnectionAndEveryCallback() throws Exception {
        int before = Connection.openCount();
        int callbacks = ConnectionHandle.heldCallbacks();

        for (int i = 0; i < 20; i++) {
            LibvirtHost host = TestHost.open();
            assertThat(Connection.openCount()).isGreaterThan(before);
            host.close();
            host.close();
        }

        assertThat(Connection.openCount()).isEqualTo(before);
        // libvirt lets go of a callback on its event loop's thread.
        await(() -> ConnectionHandle.heldCallbacks() == callbacks);
    }

    @Test
    void close_whileACallIsInFlight_letsItFinishAndRefusesTheNext() {
        int before = Connection.openCount();
        Connection connection = Connection.open(URI, "test:///default", SessionOptions.DEFAULT);

        boolean alive = connection.with((library, pointer) -> {
            connection.close();
            assertThatThrownBy(() -> connection.with((l, p) -> true)).isInstanceOf(SessionClosedException.class);
            return library.virConnectIsAlive(pointer) == 1;
        });

        assertThat(alive).as("the pointer of the call in flight").isTrue();
        assertThat(Connection.openCount()).isEqualTo(before);
        assertThat(connection.isAlive()).isFalse();
    }

    @Test
    void forgotten_isGivenBackByTheCleaner() throws Exception {
        int before = Connection.openCount();
        openAndForget();

        await(() -> {
            System.gc();
            return Connection.openCount() == before;
        });
    }

    private static void openAndForget() {
        Connection forgotten = Connection.open(URI, "test:///default", SessionOptions.DEFAULT);
        assertThat(forgotten.isAlive()).isTrue();
    }

    @Test
    void open_refused_leavesNothingOpen() {
        int before = Connection.openCount();
        SessionOptions quick = SessionOptions.DEFAULT.withConnectTimeout(Duration.ofSeconds(5));

        assertThatThrownBy(() -> Connection.open(URI, "test:///no/such/file", quick))
                .isInstanceOf(HostUnreachableException.class);

        assertThat(Connection.openCount()).isEqualTo(before);
    }

    private static void await(BooleanSupplier wish) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!wish.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
