package io.vacate.api.vm;

import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A VM's share of its host's CPUs: its weight against other VMs where they want more than there is, and, where wanted, a
 * cap that holds even while the host is idle.
 *
 * <p>Immutable and thread-safe.
 */
public final class CpuSchedule {
    /** The largest weight that some hypervisor has. */
    public static final int MAX_WEIGHT = 262_144;

    private static final int MAX_CAP = 65_535;

    private final int weight;
    private final @Nullable Integer capPercent;

    private CpuSchedule(int weight, @Nullable Integer capPercent) {
        this.weight = weight;
        this.capPercent = capPercent;
    }

    /**
     * Returns a schedule without a cap.
     *
     * @param weight from 1 to 262144, relative: a VM of 512 gets twice the CPU time of one of 256 where both want it. A VM of
     *     which nothing was said has 256 on Xen, and on KVM 1024 or, with version 2 of cgroups, 100. Hypervisors take from 2 to
     *     10000 (KVM) and from 1 to 65535 (Xen)
     * @throws IllegalArgumentException if {@code weight} is out of its range
     */
    public static CpuSchedule ofWeight(int weight) {
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight (%d) must be from 1 to %d".formatted(weight, MAX_WEIGHT));
        }
        return new CpuSchedule(weight, null);
    }

    /**
     * Returns this schedule with a cap.
     *
     * @param percent the most CPU time that the VM takes, in percent of one physical CPU: 50 is half of one, 200 two of them;
     *     from 1 to 65535. On Xen its virtual CPUs share it, on KVM its whole process: emulated devices and the sending of its
     *     memory in a migration count as well. What is beyond 100 for each virtual CPU caps nothing, and a host may
     *     refuse it
     * @throws IllegalArgumentException if {@code percent} is out of its range
     */
    public CpuSchedule withCapPercent(int percent) {
        if (percent < 1 || percent > MAX_CAP) {
            throw new IllegalArgumentException("capPercent (%d) must be from 1 to %d".formatted(percent, MAX_CAP));
        }
        return new CpuSchedule(weight, percent);
    }

    /** Returns the weight, from 1 to 262144. */
    public int weight() {
        return weight;
    }

    /** Returns the cap in percent of one physical CPU, at least 1; empty for none. */
    public OptionalInt capPercent() {
        return capPercent == null ? OptionalInt.empty() : OptionalInt.of(capPercent);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CpuSchedule that
                && weight == that.weight
                && Objects.equals(capPercent, that.capPercent);
    }

    @Override
    public int hashCode() {
        return Objects.hash(weight, capPercent);
    }

    @Override
    public String toString() {
        return "CpuSchedule[weight=%d, cap=%s]".formatted(weight, capPercent == null ? "none" : capPercent + " %");
    }
}
