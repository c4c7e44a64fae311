package io.vacate.model.estimate;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** When the jobs of a simulation start. Jobs are named by their numbers. Immutable and thread-safe. */
public final class StartOrder {
    /** Makes the state of one run. */
    interface Maker {
        Dispatcher dispatcher(CompiledJobs jobs);
    }

    private final Maker maker;

    private StartOrder(Maker maker) {
        this.maker = maker;
    }

    Dispatcher dispatcher(CompiledJobs jobs) {
        return maker.dispatcher(jobs);
    }

    /** Returns the order in which all start at once. */
    public static StartOrder parallel() {
        return new StartOrder(jobs -> new QueueDispatcher(inOrder(jobs.size()), Integer.MAX_VALUE));
    }

    /** Returns the order in which one runs at a time, by number. */
    public static StartOrder sequential() {
        return kParallel(1);
    }

    /**
     * Returns the order in which {@code k} run at a time; where one ends the next starts, by number.
     *
     * @throws IllegalArgumentException if {@code k} is below 1
     */
    public static StartOrder kParallel(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k (%d) must be at least 1".formatted(k));
        }
        return new StartOrder(jobs -> new QueueDispatcher(inOrder(jobs.size()), k));
    }

    /**
     * Returns the order in which each starts when its predecessors have ended.
     *
     * @param predecessors for each job, those that must have ended before it starts, each once
     */
    public static StartOrder afterPredecessors(int[][] predecessors) {
        return new StartOrder(jobs -> new PrecedenceDispatcher(jobs.size(), predecessors));
    }

    /**
     * Returns the order in which each starts at its own time.
     *
     * @param seconds for each job, since the run began; not negative
     * @throws IllegalArgumentException if one is negative or not finite
     */
    public static StartOrder at(double... seconds) {
        double[] copy = seconds.clone();
        for (int job = 0; job < copy.length; job++) {
            if (!(copy[job] >= 0) || Double.isInfinite(copy[job])) {
                throw new IllegalArgumentException(
                        "start of job %d (%s) must be a finite number, at least 0".formatted(job, copy[job]));
            }
        }
        return new StartOrder(jobs -> new ClockDispatcher(copy));
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
    public static StartOrder whenRoom(Map<String, DataSize> memory) {
        Map<String, DataSize> copy = Map.copyOf(memory);
        copy.forEach((host, size) -> Check.notBlank(host, "host"));
        return new StartOrder(jobs -> new RoomDispatcher(jobs, copy));
    }

    /** Returns the order in which jobs start as their lanes have room. */
    public static StartOrder lanes(Lanes lanes) {
        return new StartOrder(jobs -> new LaneDispatcher(jobs.size(), lanes));
    }

    private static int[] inOrder(int jobs) {
        return IntStream.range(0, jobs).toArray();
    }

    /** Starts the next of a queue whenever fewer than {@code most} run. */
    private static final class QueueDispatcher implements Dispatcher {
        private final int[] queue;
        private final int most;
        private int next;

        QueueDispatcher(int[] queue, int most) {
            this.queue = queue;
            this.most = most;
        }

        @Override
        public void begin(Starter starter) {
            while (next < queue.length && next < most) {
                starter.start(queue[next++]);
            }
        }

        @Override
        public void ended(int job, Starter starter) {
            if (next < queue.length) {
                starter.start(queue[next++]);
            }
        }

        @Override
        public String whyNot(int job) {
            return "it is not in the queue %s".formatted(Arrays.toString(queue));
        }
    }

    /** Starts each at its time. */
    private static final class ClockDispatcher implements Dispatcher {
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
}
