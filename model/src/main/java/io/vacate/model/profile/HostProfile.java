package io.vacate.model.profile;

import io.vacate.api.migration.Buffer;
import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.Optional;

/**
 * What migration sees of a host, its links aside.
 *
 * <p>Its CPU sends and receives: all migrations that leave it at a rate x and all that reach it at a rate y take
 * x / {@code send} + y / {@code receive} of it, at most 1.
 *
 * @param name unique in its network; not blank
 * @param send most that all migrations together send when none is received; positive
 * @param receive most that all migrations together receive when none is sent; positive
 * @param processors how many processors it has for fixed costs; at least 1, infinite where they set no limit. While a
 *     migration sets up, switches over or cleans up it keeps {@link #PROCESSORS_OF_FIXED_COSTS} of a processor busy at either
 *     end; where more want them than there are, all take longer
 * @param disk its buffer on disk
 * @param memory its buffer in main memory
 * @param hypervisor what its hypervisor adds to migrations that leave it; empty where that is the same as elsewhere
 */
public record HostProfile(
        String name,
        DataRate send,
        DataRate receive,
        double processors,
        BufferRates disk,
        BufferRates memory,
        Optional<HypervisorProfile> hypervisor) {
    /**
     * What the fixed costs of a migration keep busy at either end: an effective figure. Source: groups of four and eight
     * guests whose links set no limit, with two processors for both ends. Of idle ones, four at once took 3 times as long as
     * one, eight 7 times.
     */
    public static final double PROCESSORS_OF_FIXED_COSTS = 0.8;

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
        if (!(processors >= 1)) {
            throw new IllegalArgumentException(
                    "processors of host '%s' (%s) must be at least 1".formatted(name, processors));
        }
    }

    /** Returns a host whose CPU sets no limit, and whose buffers are as assumed before anything was measured. */
    public static HostProfile named(String name) {
        return new HostProfile(
                name,
                UNLIMITED,
                UNLIMITED,
                Double.POSITIVE_INFINITY,
                BufferRates.PRIOR_DISK,
                BufferRates.PRIOR_MEMORY,
                Optional.empty());
    }

    /** Returns this host with a CPU that sends and receives at most so much. */
    public HostProfile withCpu(DataRate mostSent, DataRate mostReceived) {
        return new HostProfile(name, mostSent, mostReceived, processors, disk, memory, hypervisor);
    }

    /**
     * Returns this host with so many processors for fixed costs.
     *
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public HostProfile withProcessors(double count) {
        return new HostProfile(name, send, receive, count, disk, memory, hypervisor);
    }

    /** Returns this host with other rates of one of its buffers. */
    public HostProfile withBuffer(Buffer buffer, BufferRates rates) {
        return buffer == Buffer.DISK
                ? new HostProfile(name, send, receive, processors, rates, memory, hypervisor)
                : new HostProfile(name, send, receive, processors, disk, rates, hypervisor);
    }

    /** Returns this host with a hypervisor that is not the same as elsewhere. */
    public HostProfile withHypervisor(HypervisorProfile other) {
        return new HostProfile(name, send, receive, processors, disk, memory, Optional.of(other));
    }

    /** Returns the rates of one of its buffers. */
    public BufferRates buffer(Buffer buffer) {
        return buffer == Buffer.DISK ? disk : memory;
    }
}
