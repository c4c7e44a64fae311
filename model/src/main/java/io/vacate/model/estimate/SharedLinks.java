package io.vacate.model.estimate;

/**
 * The jobs that send at present, and their max-min fair rates over the links they share.
 *
 * <p>Rates change only within the part of the network that is joined to a change by shared links, so only that part is
 * filled anew. For one thread.
 */
final class SharedLinks {
    private final CompiledJobs data;
    private final ProgressiveFilling filling;
    /** By link: the jobs that send over it, and how many. */
    private final int[][] users;

    private final int[] userCount;

    /** The part that is filled anew: first the links of jobs that joined or left, then what hangs together with them. */
    private final int[] partLinks;

    private int partLinkCount;
    private final boolean[] linkInPart;
    private final int[] partJobs;
    private int partJobCount;
    private final boolean[] jobInPart;

    SharedLinks(CompiledJobs data) {
        this.data = data;
        filling = new ProgressiveFilling(data);
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
        partLinks = new int[data.links];
        linkInPart = new boolean[data.links];
        partJobs = new int[data.jobs];
        jobInPart = new boolean[data.jobs];
    }

    /** Adds a job that was not there. */
    void join(int job) {
        for (int link : data.path[job]) {
            users[link][userCount[link]++] = job;
            addLink(link);
        }
    }

    /** Takes away a job that was there. */
    void leave(int job) {
        for (int link : data.path[job]) {
            int[] list = users[link];
            int last = --userCount[link];
            int place = 0;
            while (list[place] != job) {
                place++;
            }
            list[place] = list[last];
            addLink(link);
        }
    }

    /** Tells whether jobs joined or left since the last refill. */
    boolean changed() {
        return partLinkCount > 0;
    }

    /** Computes the rates that joining and leaving may have changed. Returns how many jobs {@link #refilled} then has. */
    int refill() {
        partJobCount = 0;
        for (int i = 0; i < partLinkCount; i++) {
            int link = partLinks[i];
            for (int u = 0; u < userCount[link]; u++) {
                addJob(users[link][u]);
            }
        }
        filling.fill(partJobs, partJobCount, partLinks, partLinkCount, users, userCount);
        for (int i = 0; i < partLinkCount; i++) {
            linkInPart[partLinks[i]] = false;
        }
        for (int i = 0; i < partJobCount; i++) {
            jobInPart[partJobs[i]] = false;
        }
        partLinkCount = 0;
        return partJobCount;
    }

    /** Returns the {@code i}th job of the last refill. */
    int refilled(int i) {
        return partJobs[i];
    }

    /** Returns the rate of a job of the last refill, in B/s. */
    double rate(int job) {
        return filling.rate(job);
    }

    private void addLink(int link) {
        if (!linkInPart[link]) {
            linkInPart[link] = true;
            partLinks[partLinkCount++] = link;
        }
    }

    private void addJob(int job) {
        if (!jobInPart[job]) {
            jobInPart[job] = true;
            partJobs[partJobCount++] = job;
            for (int link : data.path[job]) {
                addLink(link);
            }
        }
    }
}
