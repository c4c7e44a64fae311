package io.vacate.model.profile;

import io.vacate.api.migration.Buffer;
import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;

/**
 * What migration sees of a host, its links aside.
 *
 * <p>Its CPU sends and receives: all migrations that leave it at a rate x and all that reach it at a rate y take
 * x / {@code send} + y / {@code receive} of it, at most 1.
 *
 * @param name unique in its network; not blank
 * @param send most that all migrations together send when none is received; positive
 * @param receive most that all migrations together receive when none is sent; positive
 * @param disk its buffer on disk
 * @param memory its buffer in main memory
 */
public record HostProfile(String name, DataRate send, DataRate receive, BufferRates disk, BufferRates memory) {
    /** More than any CPU handles: no limit. */
    public static final DataRate UNLIMITED = new DataRate(Long.MAX_VALUE);

    /**
     * Checks the profile.
     *
     * @throws IllegalArgumentException if the name is blank or a rate is 0; the message names the host
     */
    public HostProfile {
        Check.notBlank(name, "host");
        Check.positive(send, "send of host '%s'".formatted(name));
        Check.positive(receive, "receive of host '%s'".formatted(name));
    }

    /** Returns a host whose CPU sets no limit, and whose buffers are as assumed before anything was measured. */
    public static HostProfile named(String name) {
        return new HostProfile(name, UNLIMITED, UNLIMITED, BufferRates.PRIOR_DISK, BufferRates.PRIOR_MEMORY);
    }

    /** Returns this host with a CPU that sends and receives at most so much. */
    public HostProfile withCpu(DataRate mostSent, DataRate mostReceived) {
        return new HostProfile(name, mostSent, mostReceived, disk, memory);
    }

    /** Returns this host with other rates of one of its buffers. */
    public HostProfile withBuffer(Buffer buffer, BufferRates rates) {
        return buffer == Buffer.DISK
                ? new HostProfile(name, send, receive, rates, memory)
                : new HostProfile(name, send, receive, disk, rates);
    }

    /** Returns the rates of one of its buffers. */
    public BufferRates buffer(Buffer buffer) {
        return buffer == Buffer.DISK ? disk : memory;
    }
}
