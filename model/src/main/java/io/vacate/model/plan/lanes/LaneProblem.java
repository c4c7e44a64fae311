package io.vacate.model.plan.lanes;

import io.vacate.model.profile.Link;
import io.vacate.model.profile.Path;
import io.vacate.model.simulation.FluidSimulation;
import io.vacate.model.simulation.SimulatedJob;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * Jobs for which lanes are searched. Arrays must not change.
 *
 * @param simulation of the jobs
 * @param filled for each job, numbers of the links that it fills when it is alone, from 0
 * @param limits what holds whatever is chosen
 * @param ordering which orders can be kept
 */
@SuppressWarnings("ArrayRecordComponent")
public record LaneProblem(FluidSimulation simulation, int[][] filled, Limits limits, Ordering ordering) {
    /** A link counts as filled when one job takes this share of it. */
    private static final double FILLED = 0.95;

    /**
     * What holds whatever is chosen. Arrays must not change.
     *
     * @param of for each job, numbers of the limits that it counts to, from 0
     * @param shares what it takes of each: above 0, at most 1
     * @param notBefore seconds before which it does not start
     * @param deadline seconds at which it must have ended; infinite where any time will do
     * @param tail seconds that something takes after its end
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Limits(int[][] of, double[][] shares, double[] notBefore, double[] deadline, double[] tail) {
        /** Returns no limits for so many jobs. */
        public static Limits none(int jobs) {
            double[] never = new double[jobs];
            Arrays.fill(never, Double.POSITIVE_INFINITY);
            return new Limits(new int[jobs][0], new double[jobs][0], new double[jobs], never, new double[jobs]);
        }
    }

    /** Returns how many jobs there are. */
    public int size() {
        return simulation.size();
    }

    /**
     * Returns for each job the numbers, from 0, of the links that it fills when it is alone.
     *
     * @param bothWays tells of a job's number whether it must have the way back as well, as it bears nothing that comes towards it
     */
    public static int[][] filledLinks(List<SimulatedJob> jobs, IntPredicate bothWays) {
        Map<Link, Integer> numbers = new HashMap<>();
        int[][] filled = new int[jobs.size()][];
        for (int job = 0; job < filled.length; job++) {
            double rate = jobs.get(job).rateAlone().bytesPerSecond();
            Path path = jobs.get(job).path();
            filled[job] = Stream.concat(
                            path.links().stream(), bothWays.test(job) ? path.back().stream() : Stream.empty())
                    .filter(link -> rate >= FILLED * link.capacity().bytesPerSecond())
                    .mapToInt(link -> numbers.computeIfAbsent(link, added -> numbers.size()))
                    .toArray();
        }
        return filled;
    }
}
