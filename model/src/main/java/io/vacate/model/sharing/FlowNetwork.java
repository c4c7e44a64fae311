package io.vacate.model.sharing;

import java.util.Arrays;

/**
 * Flows and the resources that they share, such as directed links, the CPUs of hosts, and stores. Immutable, thread-safe.
 *
 * <p>Resources and flows are numbered from 0 in the order in which they are added.
 */
public final class FlowNetwork {
    /** By resource: B/s. */
    final double[] capacity;
    /** By flow: most that it takes in B/s, alone on the network; and whether that is less than its resources allow. */
    final double[] cap;

    final boolean[] capMatters;
    /** What flows take of resources, and the resources over which their acknowledgements go. */
    final Uses uses;

    final Uses reverse;
    /** The part of its rate that a flow loses while its acknowledgements wait. */
    final double reversePenalty;

    private FlowNetwork(Builder source, double reversePenalty) {
        int flows = source.flows;
        capacity = Arrays.copyOf(source.capacity, source.resources);
        cap = Arrays.copyOf(source.cap, flows);
        uses = source.uses.build(flows, source.resources);
        reverse = source.reverse.build(flows, source.resources);
        capMatters = new boolean[flows];
        this.reversePenalty = reversePenalty;
        for (int flow = 0; flow < flows; flow++) {
            double alone = Double.POSITIVE_INFINITY;
            for (int use = uses.start[flow]; use < uses.start[flow + 1]; use++) {
                alone = Math.min(alone, capacity[uses.resource[use]] / uses.weight[use]);
            }
            capMatters[flow] = cap[flow] < alone;
            cap[flow] = Math.min(cap[flow], alone);
        }
    }

    /** Returns how many resources there are. */
    public int resources() {
        return capacity.length;
    }

    /** Returns how many flows there are. */
    public int flows() {
        return cap.length;
    }

    /** Returns a network without resources and flows, to be added to. */
    public static Builder builder() {
        return new Builder();
    }

    /** Flows and their resources, as pairs ("uses") in the order of the flows. */
    static final class Uses {
        /** By flow: its first use; one more for the end. */
        final int[] start;
        /** By use. */
        final int[] resource;

        final double[] weight;
        /** By resource: how many flows may ever use it, as the sum over the resources before it; one more for the end. */
        final int[] room;

        private Uses(int[] start, int[] resource, double[] weight, int[] room) {
            this.start = start;
            this.resource = resource;
            this.weight = weight;
            this.room = room;
        }

        boolean isEmpty() {
            return resource.length == 0;
        }
    }

    private static final class GrowingUses {
        private int[] start = new int[16];
        private int[] resource = new int[32];
        private double[] weight = new double[32];
        private int size;

        /** Adds a use of the last flow; the same resource again adds to the weight. */
        void add(int flow, int used, double share) {
            for (int use = start[flow]; use < size; use++) {
                if (resource[use] == used) {
                    weight[use] += share;
                    return;
                }
            }
            if (size == resource.length) {
                resource = Arrays.copyOf(resource, 2 * size);
                weight = Arrays.copyOf(weight, 2 * size);
            }
            resource[size] = used;
            weight[size++] = share;
        }

        void beginFlow(int flow) {
            if (flow == start.length) {
                start = Arrays.copyOf(start, 2 * flow);
            }
            start[flow] = size;
        }

        Uses build(int flows, int resources) {
            int[] starts = Arrays.copyOf(start, flows + 1);
            starts[flows] = size;
            int[] room = new int[resources + 1];
            for (int use = 0; use < size; use++) {
                room[resource[use] + 1]++;
            }
            for (int i = 0; i < resources; i++) {
                room[i + 1] += room[i];
            }
            return new Uses(starts, Arrays.copyOf(resource, size), Arrays.copyOf(weight, size), room);
        }
    }

    /** Builds a network. For one thread. */
    public static final class Builder {
        private static final int[] NONE = {};

        private double[] capacity = new double[16];
        private int resources;
        private double[] cap = new double[16];
        private int flows;
        private final GrowingUses uses = new GrowingUses();
        private final GrowingUses reverse = new GrowingUses();

        private Builder() {}

        /**
         * Adds a resource.
         *
         * @param bytesPerSecond what it carries, positive and finite
         * @return its number
         * @throws IllegalArgumentException if the capacity is not positive and finite; nothing is added
         */
        public int resource(double bytesPerSecond) {
            if (!(bytesPerSecond > 0)) {
                throw notPositive("capacity of resource " + resources, bytesPerSecond);
            }
            if (Double.isInfinite(bytesPerSecond)) {
                throw new IllegalArgumentException("capacity of resource %d must be finite".formatted(resources));
            }
            if (resources == capacity.length) {
                capacity = Arrays.copyOf(capacity, 2 * resources);
            }
            capacity[resources] = bytesPerSecond;
            return resources++;
        }

        /**
         * Adds a flow that takes one byte of each of its resources for each byte it sends.
         *
         * @param capBytesPerSecond most that it takes, positive, may be infinite if it uses a resource
         * @param used numbers of the resources it uses
         * @return its number
         * @throws IllegalArgumentException as {@link #flow(double, int[], double[], int[])}
         */
        public int flow(double capBytesPerSecond, int... used) {
            double[] weights = new double[used.length];
            Arrays.fill(weights, 1);
            return flow(capBytesPerSecond, used, weights, NONE);
        }

        /**
         * Adds a flow.
         *
         * @param capBytesPerSecond most that it takes, positive, may be infinite if it uses a resource
         * @param used numbers of the resources it uses; one named twice has both weights
         * @param weights for each of them, what a byte of the flow takes of it in bytes, positive and finite
         * @param acknowledging numbers of the resources over which its acknowledgements go
         * @return its number
         * @throws IllegalArgumentException if a cap or weight is not as said, there is no such resource, or there are not as
         *     many weights as resources; the builder is of no use then
         */
        public int flow(double capBytesPerSecond, int[] used, double[] weights, int[] acknowledging) {
            if (!(capBytesPerSecond > 0)) {
                throw notPositive("cap of flow " + flows, capBytesPerSecond);
            }
            if (used.length != weights.length) {
                throw new IllegalArgumentException("flow %d must have a weight (of %d) for each of its %d resources"
                        .formatted(flows, weights.length, used.length));
            }
            if (used.length == 0 && Double.isInfinite(capBytesPerSecond)) {
                throw new IllegalArgumentException("flow %d must have a cap or use a resource".formatted(flows));
            }
            if (flows == cap.length) {
                cap = Arrays.copyOf(cap, 2 * flows);
            }
            cap[flows] = capBytesPerSecond;
            uses.beginFlow(flows);
            for (int i = 0; i < used.length; i++) {
                if (!(weights[i] > 0)) {
                    throw notPositive("weight of flow %d on resource %d".formatted(flows, used[i]), weights[i]);
                }
                uses.add(flows, known(used[i]), weights[i]);
            }
            reverse.beginFlow(flows);
            for (int resource : acknowledging) {
                reverse.add(flows, known(resource), 1);
            }
            return flows++;
        }

        private int known(int resource) {
            if (resource < 0 || resource >= resources) {
                throw new IllegalArgumentException(
                        "resource %d of flow %d must be one of the %d".formatted(resource, flows, resources));
            }
            return resource;
        }

        /** Names are made when they are needed: networks are built by the thousand. */
        private static IllegalArgumentException notPositive(String name, double value) {
            return new IllegalArgumentException("%s (%s) must be positive".formatted(name, value));
        }

        /** Returns the network, in which full resources do not delay acknowledgements. */
        public FlowNetwork build() {
            return build(0);
        }

        /**
         * Returns the network.
         *
         * @param reversePenalty the part of its rate that a flow loses while a resource that its acknowledgements use is
         *     full: at least 0, less than 1
         * @throws IllegalArgumentException if the penalty is not as said
         */
        public FlowNetwork build(double reversePenalty) {
            if (!(reversePenalty >= 0 && reversePenalty < 1)) {
                throw new IllegalArgumentException(
                        "reversePenalty (%s) must be at least 0 and less than 1".formatted(reversePenalty));
            }
            return new FlowNetwork(this, reversePenalty);
        }
    }
}
