package io.vacate.model.plan.search;

import java.util.Arrays;

/**
 * The amounts in which resources are asked for. A slot is one amount of one resource, so that a bit for each tick tells
 * whether it is to be had. A resource that never carries two jobs at once has one slot, whatever the amounts.
 */
final class Slots {
    /** The resource of each slot. */
    final int[] resource;

    /** The amount of each slot. */
    final int[] amount;

    /** The slots of each job. */
    final int[][] ofJob;

    /** The first slot of each resource; those of one resource follow each other. */
    final int[] first;

    /** Tells whether a resource never carries two jobs at once. */
    final boolean[] exclusive;

    Slots(Jobs jobs) {
        int count = jobs.resources.count();
        int[] users = new int[count];
        for (int[] uses : jobs.uses) {
            for (int r : uses) {
                users[r]++;
            }
        }
        int[][] amounts = new int[count][];
        for (int r = 0; r < count; r++) {
            amounts[r] = new int[users[r]];
        }
        Arrays.fill(users, 0);
        for (int job = 0; job < jobs.count(); job++) {
            for (int i = 0; i < jobs.uses[job].length; i++) {
                int r = jobs.uses[job][i];
                amounts[r][users[r]++] = jobs.amounts[job][i];
            }
        }
        exclusive = new boolean[count];
        first = new int[count + 1];
        for (int r = 0; r < count; r++) {
            Arrays.sort(amounts[r]);
            exclusive[r] = amounts[r].length < 2 || (long) amounts[r][0] + amounts[r][1] > jobs.resources.capacity[r];
            amounts[r] = exclusive[r]
                    ? new int[1]
                    : Arrays.stream(amounts[r]).distinct().toArray();
            first[r + 1] = first[r] + amounts[r].length;
        }
        resource = new int[first[count]];
        amount = new int[first[count]];
        for (int r = 0; r < count; r++) {
            Arrays.fill(resource, first[r], first[r + 1], r);
            System.arraycopy(amounts[r], 0, amount, first[r], amounts[r].length);
        }
        ofJob = new int[jobs.count()][];
        for (int job = 0; job < ofJob.length; job++) {
            int[] uses = jobs.uses[job];
            ofJob[job] = new int[uses.length];
            for (int i = 0; i < uses.length; i++) {
                int r = uses[i];
                int place = exclusive[r] ? 0 : Arrays.binarySearch(amounts[r], jobs.amounts[job][i]);
                ofJob[job][i] = first[r] + place;
            }
        }
    }

    int count() {
        return resource.length;
    }
}
