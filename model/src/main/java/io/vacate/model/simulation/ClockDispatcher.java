package io.vacate.model.simulation;

/** Starts each job at its time. */
final class ClockDispatcher implements Dispatcher {
    private final double[] seconds;

    ClockDispatcher(double[] seconds) {
        this.seconds = seconds;
    }

    @Override
    public void begin(Starter starter) {
        for (int job = 0; job < seconds.length; job++) {
            starter.startAt(job, seconds[job]);
        }
    }

    @Override
    public void ended(int job, Starter starter) {
        // Nobody waits for anybody.
    }

    @Override
    public String whyNot(int job) {
        return "only %d starts are given".formatted(seconds.length);
    }
}
