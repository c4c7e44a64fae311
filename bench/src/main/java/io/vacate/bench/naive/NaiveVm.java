package io.vacate.bench.naive;

/**
 * What formulas of others know of a VM.
 *
 * @param memoryMib its memory in MiB
 * @param hotMib what it rewrites over and over, in MiB
 * @param hotSeconds how long it takes for that once; positive
 * @param coldMibPerSecond what it rewrites besides, in MiB/s
 */
public record NaiveVm(double memoryMib, double hotMib, double hotSeconds, double coldMibPerSecond) {
    /** Returns how fast it rewrites what is hot, in MiB/s. */
    double hotRate() {
        return hotMib / hotSeconds;
    }
}
