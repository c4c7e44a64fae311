package io.vacate.model.estimate;

/**
 * How many jobs run at once, and where. A job that starts takes a share of each link that it names, until it ends. It waits
 * for its predecessors, for one of {@code most} places, and for its share of each link; nobody overtakes on a link that
 * another waits for. Jobs are named by their numbers. Arrays are not copied and must not change.
 *
 * @param order all jobs, each once: who is asked first
 * @param most how many run at once, at least 1
 * @param shares for each job, the part of its links that it takes: above 0, at most 1
 * @param links for each job, numbers of the links that it takes a share of, from 0
 * @param after for each job, those that must have ended before it starts, each once
 */
@SuppressWarnings("ArrayRecordComponent") // searches make thousands of them and compare none
public record Lanes(int[] order, int most, double[] shares, int[][] links, int[][] after) {
    /**
     * Checks what is cheap to check.
     *
     * @throws IllegalArgumentException if {@code most} is below 1, or lengths differ
     */
    public Lanes {
        if (most < 1) {
            throw new IllegalArgumentException("most (%d) must be at least 1".formatted(most));
        }
        int jobs = order.length;
        if (shares.length != jobs || links.length != jobs || after.length != jobs) {
            throw new IllegalArgumentException(
                    "shares (%d), links (%d) and after (%d) must be given for each of %d jobs"
                            .formatted(shares.length, links.length, after.length, jobs));
        }
    }
}
