package io.vacate.sim;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.HostUri;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A session's way to its host. Not thread-safe, save for {@link #ask}: guarded by the world's lock. */
final class Connection {
    private final World world;
    private final Machine machine;
    private final HostUri uri;
    private boolean closed;
    private boolean lost;

    Connection(Machine machine, HostUri uri) {
        this.world = machine.world;
        this.machine = machine;
        this.uri = uri;
    }

    /** Closes it, and tells whether it was open. */
    boolean close() {
        boolean wasOpen = !closed;
        closed = true;
        return wasOpen;
    }

    /** Breaks it, and tells whether it was whole. */
    boolean lose() {
        boolean wasWhole = !closed && !lost;
        lost = true;
        return wasWhole;
    }

    boolean isUsable() {
        return !closed && !lost && machine.reachability.answers();
    }

    void requireOpen() {
        if (closed) {
            throw new SessionClosedException(uri);
        }
    }

    void requireUsable() {
        requireOpen();
        if (lost) {
            throw new HostUnreachableException(uri, "the connection was lost; open it anew");
        }
        if (!machine.reachability.answers()) {
            throw new HostUnreachableException(uri, "it does not answer");
        }
    }

    /** Asks the host something, after the time that this takes; blocks until then. */
    <T> T ask(Supplier<T> question) {
        Duration latency = world.locked(() -> {
            requireOpen();
            return machine.latency;
        });
        if (!latency.isZero()) {
            AtomicBoolean answered = new AtomicBoolean();
            world.time.after(latency, () -> answered.set(true));
            world.time.await(answered::get);
        }
        return world.locked(() -> {
            requireUsable();
            return question.get();
        });
    }
}
