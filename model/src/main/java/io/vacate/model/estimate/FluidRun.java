package io.vacate.model.estimate;

import java.util.Arrays;

/** One run of a {@link FluidSimulation}: the state that changes. For one thread. */
final class FluidRun {
    /** Told the rates in B/s, by job, from {@code now} on; for tests. */
    interface Watch {
        void ratesChanged(double now, double[] rates);
    }

    private enum Phase {
        WAITING,
        SET_UP,
        ROUND,
        REST,
        FINISH,
        DONE
    }

    private final CompiledJobs data;
    private final Watch watch;
    private final EventQueue events;
    private final SharedLinks shared;
    private final Phase[] phase;
    private final int[] missing;
    private final int[][] successors;
    private double now;

    /** By job: what the present copy has left, as of {@link #since}, and its rate from then on. */
    private final double[] remaining;

    private final double[] since;
    private final double[] rate;
    /** By job: what was to be sent when the present round began, what of it the budget allows, and when that was. */
    private final double[] volume;

    private final double[] chunk;
    private final double[] roundStart;
    private final double[] sent;
    private final SimulationResult.Columns result;

    FluidRun(CompiledJobs data, int[][] predecessors, Watch watch) {
        this.data = data;
        this.watch = watch;
        int jobs = data.jobs;
        events = new EventQueue(jobs);
        shared = new SharedLinks(data);
        phase = new Phase[jobs];
        Arrays.fill(phase, Phase.WAITING);
        missing = new int[jobs];
        successors = invert(predecessors, missing);
        remaining = new double[jobs];
        since = new double[jobs];
        rate = new double[jobs];
        volume = new double[jobs];
        chunk = new double[jobs];
        roundStart = new double[jobs];
        sent = new double[jobs];
        result = new SimulationResult.Columns(jobs);
    }

    private static int[][] invert(int[][] predecessors, int[] missing) {
        int jobs = missing.length;
        if (predecessors.length != jobs) {
            throw new IllegalArgumentException(
                    "predecessors (of %d jobs) must be given for each of %d jobs".formatted(predecessors.length, jobs));
        }
        int[] counts = new int[jobs];
        for (int job = 0; job < jobs; job++) {
            missing[job] = predecessors[job].length;
            for (int before : predecessors[job]) {
                if (before < 0 || before >= jobs || before == job) {
                    throw new IllegalArgumentException(
                            "predecessors[%d] (%d) must be another of the %d jobs".formatted(job, before, jobs));
                }
                counts[before]++;
            }
        }
        int[][] successors = new int[jobs][];
        for (int job = 0; job < jobs; job++) {
            successors[job] = new int[counts[job]];
        }
        for (int job = 0; job < jobs; job++) {
            for (int before : predecessors[job]) {
                successors[before][--counts[before]] = job;
            }
        }
        return successors;
    }

    SimulationResult run() {
        for (int job = 0; job < data.jobs; job++) {
            if (missing[job] == 0) {
                start(job);
            }
        }
        while (!events.isEmpty()) {
            now = events.nextTime();
            while (!events.isEmpty() && events.nextTime() == now) {
                handle(events.poll());
            }
            if (shared.changed()) {
                refill();
            }
        }
        for (int job = 0; job < data.jobs; job++) {
            if (phase[job] != Phase.DONE) {
                throw new IllegalArgumentException(
                        "predecessors of job %d form a cycle, or follow one: it can never start".formatted(job));
            }
        }
        return new SimulationResult(result, data.switchOver);
    }

    private void start(int job) {
        phase[job] = Phase.SET_UP;
        result.start[job] = now;
        events.schedule(job, now + data.setUp);
    }

    private void handle(int job) {
        switch (phase[job]) {
            case SET_UP -> {
                result.sendStart[job] = now;
                volume[job] = data.first[job];
                shared.join(job);
                beginRound(job);
            }
            case ROUND -> endRound(job);
            case REST -> {
                shared.leave(job);
                rate[job] = 0;
                result.rest[job] = now - result.sendEnd[job];
                result.sendEnd[job] = now;
                phase[job] = Phase.FINISH;
                events.schedule(job, now + data.finish);
            }
            case FINISH -> {
                phase[job] = Phase.DONE;
                result.end[job] = now;
                for (int next : successors[job]) {
                    if (--missing[next] == 0) {
                        start(next);
                    }
                }
            }
            case WAITING, DONE -> throw new IllegalStateException("job %d has no event".formatted(job));
        }
    }

    /** Begins a round, which may end early, with the budget. */
    private void beginRound(int job) {
        phase[job] = Phase.ROUND;
        chunk[job] = Math.min(volume[job], data.budget[job] - sent[job]);
        roundStart[job] = now;
        beginCopy(job, chunk[job]);
    }

    private void endRound(int job) {
        double elapsed = now - roundStart[job];
        double rest = PreCopyEstimator.restAfter(data.vm[job], volume[job], chunk[job], elapsed);
        sent[job] += chunk[job];
        volume[job] = rest;
        if (result.rounds[job]++ == 0) {
            result.firstRound[job] = elapsed;
        }
        boolean fits = rest <= rate[job] * data.limit[job];
        if (!fits && !PreCopyEstimator.budgetUsed(sent[job], data.budget[job], result.rounds[job])) {
            beginRound(job);
            return;
        }
        phase[job] = Phase.REST;
        result.forced[job] = !fits;
        result.bytes[job] = sent[job] + rest;
        // Until the copy has ended, this holds when it began.
        result.sendEnd[job] = now;
        beginCopy(job, rest);
    }

    private void beginCopy(int job, double bytes) {
        remaining[job] = bytes;
        since[job] = now;
        // A job that has just joined has no rate yet: the refill after this event schedules its end.
        if (rate[job] > 0 || bytes == 0) {
            events.schedule(job, bytes == 0 ? now : now + bytes / rate[job]);
        }
    }

    private void refill() {
        int count = shared.refill();
        for (int i = 0; i < count; i++) {
            int job = shared.refilled(i);
            double changed = shared.rate(job);
            if (changed != rate[job]) {
                remaining[job] = Math.max(0, remaining[job] - rate[job] * (now - since[job]));
                since[job] = now;
                rate[job] = changed;
                events.schedule(job, now + remaining[job] / changed);
            }
        }
        watch.ratesChanged(now, rate);
    }
}
