package io.vacate.libvirt.connection;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.HostUri;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections for calls that last, such as migrations: one for each call, so that none waits for another and short calls
 * wait for none. A libvirt daemon reads no further from a connection that has five requests under way (its {@code
 * max_client_requests}): nor its keepalives, and would close it for silence. Fewer on one connection do not save it:
 * of four migrations that share one, now and then one starts seconds after it was asked for. Thread-safe.
 */
public final class BlockingCalls implements AutoCloseable {
    private final HostUri uri;
    private final Supplier<Connection> opener;
    private final Set<Connection> busy = Collections.newSetFromMap(new IdentityHashMap<>());
    /** For the next call; more are needed in bursts only. */
    private @Nullable Connection idle;

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

    /**
     * Runs a call on a connection that no other uses meanwhile.
     *
     * @throws HostUnreachableException if a connection was needed, and none was made before the timeout
     * @throws SessionClosedException if the host was closed
     */
    public <T> T run(Function<Connection, T> call) {
        Connection connection = acquire();
        try {
            return call.apply(connection);
        } finally {
            release(connection);
        }
    }

    private Connection acquire() {
        Connection free = takeIdle();
        if (free != null) {
            return free;
        }
        Connection made = opener.get();
        synchronized (this) {
            if (closed) {
                made.close();
                throw new SessionClosedException(uri);
            }
            busy.add(made);
        }
        return made;
    }

    private synchronized @Nullable Connection takeIdle() {
        if (closed) {
            throw new SessionClosedException(uri);
        }
        Connection free = idle;
        idle = null;
        if (free != null && !free.isAlive()) {
            free.close();
            return null;
        }
        if (free != null) {
            busy.add(free);
        }
        return free;
    }

    private synchronized void release(Connection connection) {
        busy.remove(connection);
        if (closed || idle != null || !connection.isAlive()) {
            connection.close();
        } else {
            idle = connection;
        }
    }

    /** Closes the connections; calls in flight go on to their end. */
    @Override
    public synchronized void close() {
        closed = true;
        busy.forEach(Connection::close);
        if (idle != null) {
            idle.close();
            idle = null;
        }
    }
}
