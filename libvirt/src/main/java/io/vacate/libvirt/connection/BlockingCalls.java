package io.vacate.libvirt.connection;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.HostUri;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections for calls that last, such as migrations. A libvirt daemon reads no further from a connection that has five
 * requests under way (its {@code max_client_requests}): nor its keepalives, and would close it for silence. So such calls
 * get connections of their own, few to each, and those for short calls stay free. Thread-safe.
 */
public final class BlockingCalls implements AutoCloseable {
    private static final int CALLS_PER_CONNECTION = 4;

    private final HostUri uri;
    private final Supplier<Connection> opener;
    private final List<Lane> lanes = new ArrayList<>();
    private boolean closed;

    /**
     * Begins with no connection.
     *
     * @param uri the host's address, for messages
     * @param opener opens one more connection, which this closes
     */
    public BlockingCalls(HostUri uri, Supplier<Connection> opener) {
        this.uri = uri;
        this.opener = opener;
    }

    private static final class Lane {
        private final Connection connection;
        private int calls;

        Lane(Connection connection) {
            this.connection = connection;
        }
    }

    /**
     * Runs a call on a connection on which it keeps no short one waiting.
     *
     * @throws HostUnreachableException if a connection was needed, and none was made before the timeout
     * @throws SessionClosedException if the host was closed
     */
    public <T> T run(Function<Connection, T> call) {
        Lane lane = acquire();
        try {
            return call.apply(lane.connection);
        } finally {
            release(lane);
        }
    }

    private Lane acquire() {
        Lane free = free();
        if (free != null) {
            return free;
        }
        Lane lane = new Lane(opener.get());
        synchronized (this) {
            if (closed) {
                lane.connection.close();
                throw new SessionClosedException(uri);
            }
            lane.calls = 1;
            lanes.add(lane);
        }
        return lane;
    }

    private synchronized @Nullable Lane free() {
        if (closed) {
            throw new SessionClosedException(uri);
        }
        for (Lane lane : lanes) {
            if (lane.calls < CALLS_PER_CONNECTION && lane.connection.isAlive()) {
                lane.calls++;
                return lane;
            }
        }
        return null;
    }

    private synchronized void release(Lane lane) {
        lane.calls--;
        // One stays for the next call; more are needed in bursts only.
        if (lane.calls == 0 && (lanes.size() > 1 || !lane.connection.isAlive())) {
            lanes.remove(lane);
            lane.connection.close();
        }
    }

    /** Closes the connections; calls in flight go on to their end. */
    @Override
    public synchronized void close() {
        closed = true;
        lanes.forEach(lane -> lane.connection.close());
        lanes.clear();
    }
}
