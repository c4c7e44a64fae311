package io.vacate.model.simulation;

/** One part of a migration: time that passes, or bytes that flow. */
sealed interface Step {
    /** Whether the VM stands still meanwhile. */
    boolean paused();

    /** Time in which nothing is sent: work of both hosts' processors, as long as this when they are free. */
    record Wait(double seconds, boolean paused) implements Step {}

    /** Bytes that are copied once. */
    record Copy(double bytes, Flow flow, boolean paused) implements Step {}

    /** The rounds of pre-copy. */
    record Rounds() implements Step {
        @Override
        public boolean paused() {
            return false;
        }
    }

    /** What the rounds left; all memory if there were none. */
    record Rest(boolean paused) implements Step {}

    /** What bytes flow through. */
    enum Flow {
        /** The network and both hosts' CPUs. */
        PATH(0),
        /** The source's buffer, being written. */
        SUSPEND(1),
        /** The destination's buffer, being read. */
        RESUME(2),
        /** Fixed costs, in seconds instead of bytes. */
        PROCESSORS(3);

        /** How many there are. */
        static final int COUNT = 4;

        private final int slot;

        Flow(int slot) {
            this.slot = slot;
        }

        /** Returns its place in an array of {@link #COUNT}. */
        int slot() {
            return slot;
        }
    }
}
