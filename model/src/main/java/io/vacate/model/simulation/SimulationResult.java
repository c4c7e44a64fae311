package io.vacate.model.simulation;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Seconds;
import io.vacate.model.rounds.PreCopy;
import java.time.Duration;
import java.util.OptionalInt;

/** What a {@link FluidSimulation} saw. Jobs are numbered as they were given; times count from the start of the run. */
public final class SimulationResult {
    private final Columns columns;
    private final double makespan;

    /** A column for each quantity, by job; owned by the run until the result is made, and not written after. */
    static final class Columns {
        /** The job at whose end it was started, itself if there is none. */
        final int[] startedBy;

        final double[] start;
        final double[] end;
        final double[] paused;
        final double[] sending;
        final double[] firstPass;
        final double[] bytes;
        final double[] rest;
        final int[] rounds;
        final boolean[] forced;

        Columns(int jobs) {
            startedBy = new int[jobs];
            start = new double[jobs];
            end = new double[jobs];
            paused = new double[jobs];
            sending = new double[jobs];
            firstPass = new double[jobs];
            bytes = new double[jobs];
            rest = new double[jobs];
            rounds = new int[jobs];
            forced = new boolean[jobs];
        }
    }

    SimulationResult(Columns columns) {
        this.columns = columns;
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

    /** Returns the job at whose end a job was started; none if it was started when the run began, or by the clock. */
    public OptionalInt startedBy(int job) {
        int by = columns.startedBy[job];
        return by == job ? OptionalInt.empty() : OptionalInt.of(by);
    }

    /** Returns how long a job took in seconds, from its own start. */
    public double seconds(int job) {
        return columns.end[job] - columns.start[job];
    }

    /** Returns how long a job's VM was paused. */
    public Duration downtime(int job) {
        return Seconds.toDuration(columns.paused[job]);
    }

    /** Returns what a job sent over its path. */
    public DataSize bytes(int job) {
        return DataSize.ofBytes((long) columns.bytes[job]);
    }

    /** Returns how many rounds of pre-copy a job took before the pause; 0 in modes without. */
    public int iterations(int job) {
        return columns.rounds[job];
    }

    /** Tells whether a job used up its {@linkplain PreCopy#SEND_BUDGET budget} and was forced to switch over. */
    public boolean forced(int job) {
        return columns.forced[job];
    }

    /** Returns the sum of all pauses. */
    public Duration totalDowntime() {
        double sum = 0;
        for (double paused : columns.paused) {
            sum += paused;
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

    Passage passage(int job) {
        return new Passage(
                seconds(job),
                columns.paused[job],
                columns.sending[job],
                columns.firstPass[job],
                columns.bytes[job],
                columns.rest[job],
                columns.rounds[job],
                columns.forced[job]);
    }
}
