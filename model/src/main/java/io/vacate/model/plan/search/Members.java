package io.vacate.model.plan.search;

/** Turns lists of what each job has to do with into lists of the jobs that have to do with each. */
final class Members {
    private Members() {}

    static int[][] of(int count, int[][] ofJob) {
        int[] size = new int[count];
        for (int[] some : ofJob) {
            for (int one : some) {
                size[one]++;
            }
        }
        int[][] members = new int[count][];
        for (int one = 0; one < count; one++) {
            members[one] = new int[size[one]];
        }
        for (int job = ofJob.length - 1; job >= 0; job--) {
            for (int one : ofJob[job]) {
                members[one][--size[one]] = job;
            }
        }
        return members;
    }
}
