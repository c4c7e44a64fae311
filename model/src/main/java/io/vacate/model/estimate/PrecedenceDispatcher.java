package io.vacate.model.estimate;

/** Starts each job when its predecessors have ended. */
final class PrecedenceDispatcher implements Dispatcher {
    private final int[] missing;
    private final int[][] successors;

    PrecedenceDispatcher(int jobs, int[][] predecessors) {
        missing = new int[jobs];
        successors = invert(predecessors, missing);
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

    @Override
    public void begin(Starter starter) {
        for (int job = 0; job < missing.length; job++) {
            if (missing[job] == 0) {
                starter.start(job);
            }
        }
    }

    @Override
    public void ended(int job, Starter starter) {
        for (int next : successors[job]) {
            if (--missing[next] == 0) {
                starter.start(next);
            }
        }
    }

    @Override
    public String whyNot(int job) {
        return "its predecessors form a cycle, or follow one";
    }
}
