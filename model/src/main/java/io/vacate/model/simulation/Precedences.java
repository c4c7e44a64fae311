package io.vacate.model.simulation;

import java.util.function.IntConsumer;

/** Which jobs of one run still wait for predecessors. For one thread. */
final class Precedences {
    private final int[] missing;
    private final int[][] successors;

    Precedences(int jobs, int[][] predecessors) {
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

    boolean isReady(int job) {
        return missing[job] == 0;
    }

    /** Notes that a job has ended, and tells which jobs waited for it as the last. */
    void ended(int job, IntConsumer ready) {
        for (int successor : successors[job]) {
            if (--missing[successor] == 0) {
                ready.accept(successor);
            }
        }
    }
}
