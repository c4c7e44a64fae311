package io.vacate.model.simulation;

/**
 * How many jobs run at once, and where. A job that starts takes a share of each link that it names, until it ends. It waits
 * for its time, for its predecessors, for one of {@code most} places, and for its share of each link; nobody overtakes on a
 * link that another waits for. A link may be anything of which there is only so much. Jobs are named by their numbers. Arrays
 * are not copied and must not change.
 *
 * @param order all jobs, each once: who is asked first
 * @param most how many run at once, at least 1
 * @param links for each job, numbers of the links that it takes a share of, from 0
 * @param shares for each job, the part that it takes of each of its links: above 0, at most 1
 * @param after for each job, those that must have ended before it starts, each once
 * @param notBefore for each job, the seconds since the run began before which it does not start, at least 0
 */
@SuppressWarnings("ArrayRecordComponent") // searches make thousands of them and compare none
public record Lanes(int[] order, int most, int[][] links, double[][] shares, int[][] after, double[] notBefore) {
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
        if (links.length != jobs || shares.length != jobs || after.length != jobs || notBefore.length != jobs) {
            throw new IllegalArgumentException(
                    "links (%d), shares (%d), after (%d) and notBefore (%d) must be given for each of %d jobs"
                            .formatted(links.length, shares.length, after.length, notBefore.length, jobs));
        }
    }

    /** Returns lanes on which jobs wait for others, and for their time, only. */
    public static Lanes after(int[] order, int[][] after, double[] notBefore) {
        return new Lanes(
                order, Integer.MAX_VALUE, new int[order.length][0], new double[order.length][0], after, notBefore);
    }
}
