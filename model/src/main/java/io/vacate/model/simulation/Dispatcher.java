package io.vacate.model.simulation;

/** Decides when the jobs of one run start. For one thread. */
interface Dispatcher {
    /** What a dispatcher can do. */
    interface Starter {
        /** Starts a job that was not started, now. */
        void start(int job);

        /** Starts a job that was not started, at a time from now on, in seconds since the run began. */
        void startAt(int job, double seconds);

        /** Lets {@link Dispatcher#due} be called for a job that was not started, at a time as above. */
        void wakeAt(int job, double seconds);
    }

    /** The run begins. */
    void begin(Starter starter);

    /** A job has ended, now. */
    void ended(int job, Starter starter);

    /** The time has come that {@link Starter#wakeAt} was told. */
    default void due(int job, Starter starter) {}

    /** Returns why a job was never started, for an error. */
    String whyNot(int job);
}
