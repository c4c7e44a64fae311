package io.vacate.model.live;

/**
 * What is really to be sent of the memory left in the first round. Hypervisors count zero pages as left, which cost 8 bytes
 * each; they come in large blocks, often at the end. So the memory in use that was not sent yet is what counts, where it is
 * known; else what was seen so far is taken to go on, with a prior for the beginning.
 */
final class MemoryLeft {
    private static final double ZERO_PAGES_PER_BYTE = 8.0 / 4096;

    /** Share of the memory that is not zero, where nothing is known: counts like a quarter of the memory seen. */
    private static final double USUAL_SHARE = 0.4;

    private static final double USUAL_SHARE_WEIGHT = 0.25;

    /** A VM may have grown since its used memory was known: at least this share of what is left is not zero. */
    private static final double LEAST_SHARE = 0.02;

    private MemoryLeft() {}

    /**
     * Returns the bytes to send.
     *
     * @param used memory that is not zero; NaN where it is not known
     * @param total all memory
     * @param sent bytes sent so far
     * @param left memory not looked at yet
     */
    static double inFirstRound(double used, double total, double sent, double left) {
        double passed = Math.max(0, total - left);
        double zero = Math.max(0, passed - sent);
        double filled = Math.max(0, sent - zero * ZERO_PAGES_PER_BYTE);
        if (!Double.isNaN(used)) {
            return Math.min(left, Math.max(used - filled, LEAST_SHARE * left));
        }
        double prior = USUAL_SHARE_WEIGHT * total;
        double share = passed + prior > 0 ? (filled + USUAL_SHARE * prior) / (passed + prior) : 1;
        return left * Math.min(1, share);
    }
}
