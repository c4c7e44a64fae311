package io.vacate.api.host;

/**
 * A host's processors.
 *
 * @param architecture instruction set, such as {@code "x86_64"}
 * @param model model as the hypervisor names it; empty when it does not tell
 * @param threads logical CPUs that run at once, at least 1
 * @param megahertz clock frequency in MHz; 0 when the hypervisor does not tell
 */
public record CpuInfo(String architecture, String model, int threads, int megahertz) {
    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if {@code threads} is below 1 or {@code megahertz} negative
     */
    public CpuInfo {
        if (threads < 1) {
            throw new IllegalArgumentException("threads (%d) must be at least 1".formatted(threads));
        }
        if (megahertz < 0) {
            throw new IllegalArgumentException("megahertz (%d) must not be negative".formatted(megahertz));
        }
    }
}
