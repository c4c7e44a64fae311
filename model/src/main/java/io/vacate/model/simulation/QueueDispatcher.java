package io.vacate.model.simulation;

/** Starts the next job, by number, whenever fewer than {@code most} run. */
final class QueueDispatcher implements Dispatcher {
    private final int jobs;
    private final int most;
    private int next;

    QueueDispatcher(int jobs, int most) {
        this.jobs = jobs;
        this.most = most;
    }

    @Override
    public void begin(Starter starter) {
        while (next < jobs && next < most) {
            starter.start(next++);
        }
    }

    @Override
    public void ended(int job, Starter starter) {
        if (next < jobs) {
            starter.start(next++);
        }
    }

    @Override
    public String whyNot(int job) {
        return "its turn never came";
    }
}
