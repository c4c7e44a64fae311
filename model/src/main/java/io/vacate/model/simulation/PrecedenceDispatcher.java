package io.vacate.model.simulation;

/** Starts each job when its predecessors have ended. */
final class PrecedenceDispatcher implements Dispatcher {
    private final int jobs;
    private final Precedences precedences;

    PrecedenceDispatcher(int jobs, int[][] predecessors) {
        this.jobs = jobs;
        precedences = new Precedences(jobs, predecessors);
    }

    @Override
    public void begin(Starter starter) {
        for (int job = 0; job < jobs; job++) {
            if (precedences.isReady(job)) {
                starter.start(job);
            }
        }
    }

    @Override
    public void ended(int job, Starter starter) {
        precedences.ended(job, starter::start);
    }

    @Override
    public String whyNot(int job) {
        return "its predecessors form a cycle, or follow one";
    }
}
