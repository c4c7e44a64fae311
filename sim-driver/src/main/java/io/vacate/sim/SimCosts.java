package io.vacate.sim;

import io.vacate.api.migration.Compression;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;

/**
 * What migrations and other operations cost apart from moving bytes, and what a hypervisor takes for granted. The defaults
 * are near what QEMU 10 under libvirt 9 took in our testbed of network namespaces.
 *
 * @param prepare time to connect, check and set up the destination, before the hypervisor's own clock starts
 * @param setUp the hypervisor's own time before the first byte
 * @param switchOver time to move the device state, part of the downtime
 * @param finish time from the VM's start at its destination until both hosts have cleaned up
 * @param cancel time until a cancelled migration has ended
 * @param bufferStep time that each of suspend, copy and restore takes besides its bytes
 * @param shutdown time that a guest takes to shut down
 * @param streamRate highest rate of one connection, more than 0
 * @param downtimeLimit longest downtime where the request sets none
 * @param keepAliveTimeout how long a link may be down before a migration over it fails
 * @param tlsFactor share of {@code streamRate} that is left with encryption, more than 0, at most 1
 * @param compressionFactor share of the bytes that is left by compression, more than 0, at most 1, whichever its method
 * @param vmOverhead memory that the hypervisor takes for each active VM
 */
public record SimCosts(
        Duration prepare,
        Duration setUp,
        Duration switchOver,
        Duration finish,
        Duration cancel,
        Duration bufferStep,
        Duration shutdown,
        DataRate streamRate,
        Duration downtimeLimit,
        Duration keepAliveTimeout,
        double tlsFactor,
        double compressionFactor,
        DataSize vmOverhead) {
    /** What our testbed took. */
    public static final SimCosts DEFAULT = new SimCosts(
            Duration.ofMillis(900),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(600),
            Duration.ofMillis(30),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            DataRate.ofMebibytesPerSecond(300),
            Duration.ofMillis(300),
            Duration.ofSeconds(28),
            0.6,
            0.5,
            DataSize.ZERO);

    /** No fixed costs at all and streams as fast as their links, so that results can be computed by hand. */
    public static final SimCosts NONE = new SimCosts(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            DataRate.ofBytesPerSecond(1L << 50),
            Duration.ofMillis(300),
            Duration.ofSeconds(28),
            1,
            1,
            DataSize.ZERO);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public SimCosts {
        notNegative("prepare", prepare);
        notNegative("setUp", setUp);
        notNegative("switchOver", switchOver);
        notNegative("finish", finish);
        notNegative("cancel", cancel);
        notNegative("bufferStep", bufferStep);
        notNegative("shutdown", shutdown);
        notNegative("downtimeLimit", downtimeLimit);
        notNegative("keepAliveTimeout", keepAliveTimeout);
        share("tlsFactor", tlsFactor);
        share("compressionFactor", compressionFactor);
        if (streamRate.isZero()) {
            throw new IllegalArgumentException("streamRate must be more than 0");
        }
    }

    /** Returns these costs with another highest rate of one connection. */
    public SimCosts withStreamRate(DataRate value) {
        return new SimCosts(
                prepare,
                setUp,
                switchOver,
                finish,
                cancel,
                bufferStep,
                shutdown,
                value,
                downtimeLimit,
                keepAliveTimeout,
                tlsFactor,
                compressionFactor,
                vmOverhead);
    }

    /** Returns these costs with other memory that the hypervisor takes for each active VM. */
    public SimCosts withVmOverhead(DataSize value) {
        return new SimCosts(
                prepare,
                setUp,
                switchOver,
                finish,
                cancel,
                bufferStep,
                shutdown,
                streamRate,
                downtimeLimit,
                keepAliveTimeout,
                tlsFactor,
                compressionFactor,
                value);
    }

    /** Returns the share of the bytes that is left by a method of compression. */
    double bytesLeft(Compression method) {
        // XBZRLE only helps with pages that were sent before; for the simulation all methods are one factor.
        return switch (method) {
            case XBZRLE, ZLIB, ZSTD -> compressionFactor;
        };
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("%s (%s) must not be negative".formatted(name, value));
        }
    }

    private static void share(String name, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException("%s (%s) must be more than 0 and at most 1".formatted(name, value));
        }
    }
}
