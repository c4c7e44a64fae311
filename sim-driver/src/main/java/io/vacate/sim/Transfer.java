package io.vacate.sim;

import io.vacate.api.unit.DataRate;
import io.vacate.sim.internal.fluid.Flow;
import io.vacate.sim.internal.fluid.FluidNetwork;
import io.vacate.sim.internal.fluid.Link;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a migration has on the wire. Not thread-safe: guarded by the world's lock. */
final class Transfer {
    private final FluidNetwork network;
    private final double bytesLeftByCompression;
    private double cap;
    private double earlier;
    private double lastRate;
    private @Nullable Flow flow;
    private double strikeAt = Double.POSITIVE_INFINITY;
    private Runnable strike = () -> {};

    /**
     * Makes one that has sent nothing.
     *
     * @param bytesLeftByCompression bytes on the wire for each byte of memory
     * @param cap highest rate on the wire, in bytes per second
     */
    Transfer(FluidNetwork network, double bytesLeftByCompression, double cap) {
        this.network = network;
        this.bytesLeftByCompression = bytesLeftByCompression;
        this.cap = cap;
    }

    /** Sends memory, and goes on with {@code then} when it has arrived. */
    void send(double memoryBytes, List<Link> path, Runnable then) {
        double wire = memoryBytes * bytesLeftByCompression;
        boolean struck = earlier + wire >= strikeAt;
        double volume = struck ? Math.max(0, strikeAt - earlier) : wire;
        Runnable next = struck ? strike : then;
        flow = network.start(path, volume, cap, () -> arrived(volume, next));
    }

    private void arrived(double volume, Runnable next) {
        Flow done = flow;
        lastRate = done == null ? lastRate : done.rate();
        flow = null;
        earlier += volume;
        next.run();
    }

    /** Stops sending. */
    void stop() {
        Flow running = flow;
        if (running != null) {
            network.stop(running);
            earlier += running.volume() - network.remaining(running);
            lastRate = running.rate();
            flow = null;
        }
    }

    /** Lets a fault strike once so many bytes have been sent. Counts from the next {@link #send} on. */
    void strikeAt(double bytes, Runnable fault) {
        strikeAt = bytes;
        strike = fault;
    }

    void cap(double value) {
        cap = value;
        Flow running = flow;
        if (running != null) {
            network.cap(running, value);
        }
    }

    /** Returns the bytes that were sent. */
    double sent() {
        Flow running = flow;
        return running == null ? earlier : earlier + running.volume() - network.remaining(running);
    }

    /** Returns the memory that what is under way has still to send, in bytes. */
    double remainingMemory() {
        Flow running = flow;
        return running == null ? 0 : network.remaining(running) / bytesLeftByCompression;
    }

    /** Returns the rate of what is under way, or was last, in bytes of memory per second. */
    double memoryRate() {
        Flow running = flow;
        return (running == null ? lastRate : running.rate()) / bytesLeftByCompression;
    }

    boolean isSending() {
        return flow != null;
    }

    /** Returns the rate on the wire now. */
    DataRate rate() {
        Flow running = flow;
        return running == null ? DataRate.ZERO : DataRate.ofBytesPerSecond((long) running.rate());
    }
}
