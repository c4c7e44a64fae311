package io.vacate.api.vm;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A set of a host's logical CPUs, by their numbers from 0 on; never empty.
 *
 * <p>Immutable and thread-safe.
 */
public final class CpuSet {
    /** The largest number of a CPU; no host of today has as many. */
    public static final int MAX_CPU = 65535;

    private final BitSet cpus;

    private CpuSet(BitSet cpus) {
        this.cpus = cpus;
    }

    /**
     * Returns a set of these CPUs.
     *
     * @param cpus at least one number, each from 0 to 65535
     * @throws IllegalArgumentException if there is none, or one is out of its range
     */
    public static CpuSet of(int... cpus) {
        BitSet set = new BitSet();
        for (int cpu : cpus) {
            if (cpu < 0 || cpu > MAX_CPU) {
                throw new IllegalArgumentException("cpu (%d) must be from 0 to %d".formatted(cpu, MAX_CPU));
            }
            set.set(cpu);
        }
        if (set.isEmpty()) {
            throw new IllegalArgumentException("cpus must not be empty");
        }
        return new CpuSet(set);
    }

    /**
     * Returns a set of these CPUs.
     *
     * @see #of(int...)
     */
    public static CpuSet of(Collection<Integer> cpus) {
        return of(cpus.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Returns the CPUs 0 to {@code count} - 1: all those of a host that has so many.
     *
     * @throws IllegalArgumentException if {@code count} is outside 1 to 65536
     */
    public static CpuSet first(int count) {
        return of(IntStream.range(0, count).toArray());
    }

    /** Tells whether all CPUs of another set are in this one. */
    public boolean containsAll(CpuSet others) {
        return others.cpus.stream().allMatch(cpus::get);
    }

    /** Returns the CPUs that are in this set, in another, or in both. */
    public CpuSet plus(CpuSet others) {
        BitSet both = (BitSet) cpus.clone();
        both.or(others.cpus);
        return new CpuSet(both);
    }

    /** Returns the numbers in ascending order. */
    public List<Integer> numbers() {
        return cpus.stream().boxed().toList();
    }

    /** Returns the largest number in it. */
    public int last() {
        return cpus.length() - 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CpuSet that && cpus.equals(that.cpus);
    }

    @Override
    public int hashCode() {
        return cpus.hashCode();
    }

    /** Returns the set as Linux writes it: {@code 0-3,8}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int from = cpus.nextSetBit(0); from >= 0; ) {
            int until = cpus.nextClearBit(from);
            text.append(text.isEmpty() ? "" : ",").append(from).append(until - from > 1 ? "-" + (until - 1) : "");
            from = cpus.nextSetBit(until);
        }
        return text.toString();
    }
}
