package io.vacate.model.estimate;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Seconds;
import java.time.Duration;

/** What a {@link FluidSimulation} saw. Jobs are numbered as they were given; times count from the start of the first. */
public final class SimulationResult {
    private final Columns columns;
    private final double switchOver;
    private final double makespan;

    /** A column for each quantity, by job; owned by the run until the result is made, and not written after. */
    static final class Columns {
        final double[] start;
        final double[] sendStart;
        final double[] sendEnd;
        final double[] end;
        final double[] firstRound;
        final double[] rest;
        final double[] bytes;
        final int[] rounds;
        final boolean[] forced;

        Columns(int jobs) {
            start = new double[jobs];
            sendStart = new double[jobs];
            sendEnd = new double[jobs];
            end = new double[jobs];
            firstRound = new double[jobs];
            rest = new double[jobs];
            bytes = new double[jobs];
            rounds = new int[jobs];
            forced = new boolean[jobs];
        }
    }

    SimulationResult(Columns columns, double switchOver) {
        this.columns = columns;
        this.switchOver = switchOver;
        double last = 0;
        for (double end : columns.end) {
            last = Math.max(last, end);
        }
        makespan = last;
    }

    /** Returns the number of jobs. */
    public int size() {
        return columns.end.length;
    }

    /** Returns the aggregate time: when the last job ended. */
    public Duration makespan() {
        return Seconds.toDuration(makespan);
    }

    /** Returns the aggregate time in seconds, for searches that compare many runs. */
    public double makespanSeconds() {
        return makespan;
    }

    /** Returns when a job began, its fixed costs included. */
    public Duration start(int job) {
        return Seconds.toDuration(columns.start[job]);
    }

    /** Returns when a job ended, its fixed costs included. */
    public Duration end(int job) {
        return Seconds.toDuration(columns.end[job]);
    }

    /** Returns how long a job's VM was paused. */
    public Duration downtime(int job) {
        return Seconds.toDuration(columns.rest[job] + switchOver);
    }

    /** Returns what a job sent. */
    public DataSize bytes(int job) {
        return DataSize.ofBytes((long) columns.bytes[job]);
    }

    /** Returns how many rounds a job took before the pause, at least 1. */
    public int iterations(int job) {
        return columns.rounds[job];
    }

    /** Tells whether a job used up its {@linkplain PreCopyEstimator#SEND_BUDGET budget} and was forced to switch over. */
    public boolean forced(int job) {
        return columns.forced[job];
    }

    /** Returns the sum of all pauses. */
    public Duration totalDowntime() {
        double sum = 0;
        for (double rest : columns.rest) {
            sum += rest + switchOver;
        }
        return Seconds.toDuration(sum);
    }

    /** Returns how many jobs were forced to switch over. */
    public int forcedCount() {
        int count = 0;
        for (boolean forced : columns.forced) {
            count += forced ? 1 : 0;
        }
        return count;
    }

    PreCopyRun run(int job) {
        return new PreCopyRun(
                columns.firstRound[job],
                columns.sendEnd[job] - columns.sendStart[job],
                columns.rest[job],
                columns.bytes[job],
                columns.rounds[job],
                columns.forced[job]);
    }
}
