package io.vacate.model.estimate;

/**
 * The jobs that send at present, and their max-min fair rates over the links they share.
 *
 * <p>Progressive filling (Bertsekas and Gallager, "Data Networks", section 6.5.2): all rates rise together; a job stops
 * rising at its cap or when one of its links is full. Rates change only within the part of the network that is joined to a
 * change by shared links, so only that part is filled anew.
 */
final class SharedLinks {
    /** Relative difference below which two shares count as equal. */
    private static final double EQUAL = 1e-12;

    private final CompiledJobs data;
    /** By link: the jobs that send over it, and how many. */
    private final int[][] users;

    private final int[] userCount;
    private final boolean[] sending;
    private final boolean[] changedLink;
    private boolean changed;

    // Scratch of refill(): the part of the network that is filled anew.
    private final int[] partJobs;
    private final int[] partLinks;
    private int partJobCount;
    private int partLinkCount;
    private final boolean[] jobSeen;
    private final boolean[] linkSeen;
    private final double[] left;
    private final int[] waiting;
    private final double[] filled;

    SharedLinks(CompiledJobs data) {
        this.data = data;
        int[] most = new int[data.links];
        for (int[] path : data.path) {
            for (int link : path) {
                most[link]++;
            }
        }
        users = new int[data.links][];
        for (int link = 0; link < data.links; link++) {
            users[link] = new int[most[link]];
        }
        userCount = new int[data.links];
        sending = new boolean[data.jobs];
        changedLink = new boolean[data.links];
        partJobs = new int[data.jobs];
        partLinks = new int[data.links];
        jobSeen = new boolean[data.jobs];
        linkSeen = new boolean[data.links];
        left = new double[data.links];
        waiting = new int[data.links];
        filled = new double[data.jobs];
    }

    void join(int job) {
        sending[job] = true;
        for (int link : data.path[job]) {
            users[link][userCount[link]++] = job;
            changedLink[link] = true;
        }
        changed = true;
    }

    void leave(int job) {
        sending[job] = false;
        for (int link : data.path[job]) {
            int[] list = users[link];
            int last = --userCount[link];
            for (int i = 0; i <= last; i++) {
                if (list[i] == job) {
                    list[i] = list[last];
                    break;
                }
            }
            changedLink[link] = true;
        }
        changed = true;
    }

    /** Tells whether jobs joined or left since the last refill. */
    boolean changed() {
        return changed;
    }

    /** Computes the rates that joining and leaving may have changed. Returns how many jobs {@link #refilled} then has. */
    int refill() {
        collectPart();
        for (int i = 0; i < partLinkCount; i++) {
            int link = partLinks[i];
            left[link] = data.capacity[link];
            waiting[link] = userCount[link];
            linkSeen[link] = false;
        }
        int rising = partJobCount;
        while (rising > 0) {
            double share = smallestShare();
            int next = stop(rising, share, true);
            rising = next < rising ? next : stop(rising, share, false);
        }
        for (int i = 0; i < partJobCount; i++) {
            jobSeen[partJobs[i]] = false;
        }
        changed = false;
        return partJobCount;
    }

    /** Returns the {@code i}th job of the last refill. */
    int refilled(int i) {
        return partJobs[i];
    }

    /** Returns the rate of a job of the last refill, in B/s. */
    double rate(int job) {
        return filled[job];
    }

    private void collectPart() {
        partJobCount = 0;
        partLinkCount = 0;
        for (int link = 0; link < data.links; link++) {
            if (changedLink[link]) {
                changedLink[link] = false;
                addLink(link);
            }
        }
        for (int i = 0; i < partLinkCount; i++) {
            int link = partLinks[i];
            for (int u = 0; u < userCount[link]; u++) {
                addJob(users[link][u]);
            }
        }
    }

    private void addLink(int link) {
        if (!linkSeen[link]) {
            linkSeen[link] = true;
            partLinks[partLinkCount++] = link;
        }
    }

    private void addJob(int job) {
        if (!jobSeen[job]) {
            jobSeen[job] = true;
            partJobs[partJobCount++] = job;
            for (int link : data.path[job]) {
                addLink(link);
            }
        }
    }

    private double smallestShare() {
        double share = Double.POSITIVE_INFINITY;
        for (int i = 0; i < partLinkCount; i++) {
            int link = partLinks[i];
            if (waiting[link] > 0) {
                share = Math.min(share, left[link] / waiting[link]);
            }
        }
        return share;
    }

    /**
     * Stops the jobs that rise no further than {@code share}, by their cap or by a full link, and moves them behind those
     * that still rise. Returns how many those are.
     */
    private int stop(int rising, double share, boolean byCap) {
        double full = share * (1 + EQUAL);
        if (!byCap) {
            for (int i = 0; i < partLinkCount; i++) {
                int link = partLinks[i];
                linkSeen[link] = waiting[link] > 0 && left[link] / waiting[link] <= full;
            }
        }
        int stillRising = rising;
        for (int i = rising - 1; i >= 0; i--) {
            int job = partJobs[i];
            if (byCap ? data.cap[job] <= share : crossesMarked(job)) {
                double rate = Math.min(data.cap[job], share);
                filled[job] = rate;
                for (int link : data.path[job]) {
                    left[link] = Math.max(0, left[link] - rate);
                    waiting[link]--;
                }
                stillRising--;
                partJobs[i] = partJobs[stillRising];
                partJobs[stillRising] = job;
            }
        }
        if (!byCap) {
            for (int i = 0; i < partLinkCount; i++) {
                linkSeen[partLinks[i]] = false;
            }
        }
        return stillRising;
    }

    private boolean crossesMarked(int job) {
        for (int link : data.path[job]) {
            if (linkSeen[link]) {
                return true;
            }
        }
        return false;
    }
}
