package io.vacate.model.estimate;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import java.util.Map;

/** When the jobs of a simulation start. Jobs are named by their numbers. Immutable and thread-safe. */
public sealed interface StartOrder {
    /** Returns the order in which all start at once. */
    static StartOrder parallel() {
        return kParallel(Integer.MAX_VALUE);
    }

    /** Returns the order in which one runs at a time, by number. */
    static StartOrder sequential() {
        return kParallel(1);
    }

    /**
     * Returns the order in which {@code k} run at a time; where one ends the next starts, by number.
     *
     * @throws IllegalArgumentException if {@code k} is below 1
     */
    static StartOrder kParallel(int k) {
        return new AtMost(k);
    }

    /**
     * Returns the order in which each starts when its predecessors have ended.
     *
     * @param predecessors for each job, those that must have ended before it starts, each once
     */
    static StartOrder afterPredecessors(int[][] predecessors) {
        return new After(predecessors);
    }

    /**
     * Returns the order in which each starts at its own time.
     *
     * @param seconds for each job, since the run began; not negative
     * @throws IllegalArgumentException if one is negative or not finite
     */
    static StartOrder at(double... seconds) {
        return new At(seconds);
    }

    /**
     * Returns the order in which each waits for those before it, by number, that share a full link with it: it starts when
     * each link of its path has room for what it sends alone, and its destination for its memory. Its memory is taken at
     * the destination from its start, and free at the source from its end.
     *
     * <p>Where all wait for each other the first starts all the same.
     *
     * @param memory memory of hosts for all VMs of the run, those that are there from the beginning included; a host that is
     *     not named has room for all
     */
    static StartOrder whenRoom(Map<String, DataSize> memory) {
        return new WhenRoom(memory);
    }

    /**
     * By number, so many at a time.
     *
     * @param k how many, at least 1
     */
    record AtMost(int k) implements StartOrder {
        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public AtMost {
            if (k < 1) {
                throw new IllegalArgumentException("k (%d) must be at least 1".formatted(k));
            }
        }
    }

    /** Each when its predecessors have ended. Two are equal only if they are the same. */
    final class After implements StartOrder {
        private final int[][] predecessors;

        private After(int[][] predecessors) {
            this.predecessors = copy(predecessors);
        }

        /** Returns for each job those that must have ended before it starts. */
        public int[][] predecessors() {
            return copy(predecessors);
        }

        private static int[][] copy(int[][] lists) {
            int[][] copy = new int[lists.length][];
            for (int job = 0; job < copy.length; job++) {
                copy[job] = lists[job].clone();
            }
            return copy;
        }
    }

    /** Each at its own time. Two are equal only if they are the same. */
    final class At implements StartOrder {
        private final double[] seconds;

        private At(double[] seconds) {
            this.seconds = seconds.clone();
            for (int job = 0; job < seconds.length; job++) {
                if (!(seconds[job] >= 0) || Double.isInfinite(seconds[job])) {
                    throw new IllegalArgumentException(
                            "start of job %d (%s) must be a finite number, at least 0".formatted(job, seconds[job]));
                }
            }
        }

        /** Returns for each job when it starts, in seconds since the run began. */
        public double[] seconds() {
            return seconds.clone();
        }
    }

    /**
     * By number, as links and hosts have room: see {@link StartOrder#whenRoom}.
     *
     * @param memory memory of hosts for all VMs of the run; a host that is not named has room for all
     */
    record WhenRoom(Map<String, DataSize> memory) implements StartOrder {
        /**
         * Copies the map.
         *
         * @throws IllegalArgumentException if the name of a host is blank
         */
        public WhenRoom {
            memory = Map.copyOf(memory);
            memory.keySet().forEach(host -> Check.notBlank(host, "host"));
        }
    }
}
