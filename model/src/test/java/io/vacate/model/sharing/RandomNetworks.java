package io.vacate.model.sharing;

import java.util.Arrays;
import java.util.Random;

/** A network as arrays, of many shapes, and its max-min fair rates by the definition. */
final class RandomNetworks {
    final double[] capacity;
    final double[] cap;
    final int[][] used;
    final double[][] weight;
    final int[][] reverse;

    RandomNetworks(int resources, int flows) {
        capacity = new double[resources];
        cap = new double[flows];
        used = new int[flows][];
        weight = new double[flows][];
        reverse = new int[flows][0];
    }

    FlowNetwork build(double penalty) {
        FlowNetwork.Builder builder = FlowNetwork.builder();
        for (double each : capacity) {
            builder.resource(each);
        }
        for (int flow = 0; flow < cap.length; flow++) {
            builder.flow(cap[flow], used[flow], weight[flow], reverse[flow]);
        }
        return builder.build(penalty);
    }

    /** Every flow uses a few of the resources; half of the networks are coarse, so that many levels are equal. */
    static RandomNetworks mixed(Random random) {
        int resources = 1 + random.nextInt(20);
        int flows = 1 + random.nextInt(40);
        boolean coarse = random.nextBoolean();
        boolean weighted = random.nextBoolean();
        double capped = random.nextInt(3) / 2.0;
        RandomNetworks network = new RandomNetworks(resources, flows);
        for (int i = 0; i < resources; i++) {
            network.capacity[i] = coarse ? 1000 * (1 + random.nextInt(3)) : 100 + 1e4 * random.nextDouble();
        }
        for (int flow = 0; flow < flows; flow++) {
            boolean limited = random.nextDouble() < capped;
            int uses = Math.min(resources, random.nextInt(4));
            if (uses == 0 && !limited) {
                uses = 1;
            }
            network.used[flow] = some(random, resources, uses);
            network.weight[flow] = new double[uses];
            for (int i = 0; i < uses; i++) {
                network.weight[flow][i] =
                        !weighted ? 1 : coarse ? 0.5 + random.nextInt(3) : 0.2 + 3 * random.nextDouble();
            }
            double most = coarse ? 50 * (1 + random.nextInt(12)) : 3000 * (0.01 + random.nextDouble());
            network.cap[flow] = limited ? most : Double.POSITIVE_INFINITY;
            network.reverse[flow] = some(random, resources, Math.min(resources, random.nextInt(3)));
        }
        return network;
    }

    /** Hosts with an up- and a down-link, flows from one to another, acknowledgements the other way. */
    static RandomNetworks star(Random random, int hosts, int flows, double capped) {
        RandomNetworks network = new RandomNetworks(2 * hosts, flows);
        Arrays.fill(network.capacity, 1.25e9);
        for (int flow = 0; flow < flows; flow++) {
            int[] ends = some(random, hosts, 2);
            network.used[flow] = new int[] {2 * ends[0], 2 * ends[1] + 1};
            network.weight[flow] = new double[] {1, 1};
            network.reverse[flow] = new int[] {2 * ends[1], 2 * ends[0] + 1};
            network.cap[flow] =
                    random.nextDouble() < capped ? 1e8 * (0.1 + 5 * random.nextDouble()) : Double.POSITIVE_INFINITY;
        }
        return network;
    }

    /** All flows use one resource, and each one of a few others. */
    static RandomNetworks dense(Random random, int others, int flows) {
        RandomNetworks network = new RandomNetworks(1 + others, flows);
        for (int i = 0; i <= others; i++) {
            network.capacity[i] = 1e6 * (1 + random.nextDouble()) * (i == 0 ? others : 1);
        }
        for (int flow = 0; flow < flows; flow++) {
            network.used[flow] = new int[] {0, 1 + random.nextInt(others)};
            network.weight[flow] = new double[] {1, 1};
            network.cap[flow] = random.nextInt(4) == 0 ? 3e6 * random.nextDouble() + 1 : Double.POSITIVE_INFINITY;
        }
        return network;
    }

    /** Each flow joins two neighbours of a chain whose capacities grow: a change at one end is felt at the other. */
    static RandomNetworks chain(Random random, int length) {
        RandomNetworks network = new RandomNetworks(length + 1, length);
        for (int i = 0; i <= length; i++) {
            network.capacity[i] = 1000 + 1000.0 * i + random.nextDouble();
        }
        for (int flow = 0; flow < length; flow++) {
            network.used[flow] = new int[] {flow, flow + 1};
            network.weight[flow] = new double[] {1, 1};
            network.cap[flow] = Double.POSITIVE_INFINITY;
        }
        return network;
    }

    private static int[] some(Random random, int bound, int count) {
        return random.ints(0, bound).distinct().limit(count).toArray();
    }

    /** The definition: raise all rates alike; freeze who meets a cap or a full resource; go on. */
    double[] raiseTogether(boolean[] present) {
        double[] rates = new double[cap.length];
        boolean[] rising = present.clone();
        double x = 0;
        for (int left = count(rising); left > 0; left = count(rising)) {
            double next = Double.POSITIVE_INFINITY;
            double[] fills = new double[capacity.length];
            for (int r = 0; r < capacity.length; r++) {
                fills[r] = filledAt(r, rates, present, rising);
                next = Math.min(next, fills[r]);
            }
            for (int flow = 0; flow < rates.length; flow++) {
                if (rising[flow]) {
                    next = Math.min(next, cap[flow]);
                }
            }
            x = Math.max(x, next);
            boolean[] stopping = new boolean[rates.length];
            for (int flow = 0; flow < rates.length; flow++) {
                boolean stops = cap[flow] <= x;
                for (int r : used[flow]) {
                    stops |= fills[r] <= x * (1 + 1e-14);
                }
                stopping[flow] = rising[flow] && stops;
            }
            for (int flow = 0; flow < rates.length; flow++) {
                if (stopping[flow]) {
                    rates[flow] = x;
                    rising[flow] = false;
                }
            }
        }
        return rates;
    }

    private double filledAt(int resource, double[] rates, boolean[] present, boolean[] rising) {
        double left = capacity[resource];
        double weights = 0;
        for (int flow = 0; flow < rates.length; flow++) {
            double own = present[flow] ? weightOn(resource, flow) : 0;
            left -= rising[flow] ? 0 : own * rates[flow];
            weights += rising[flow] ? own : 0;
        }
        return weights > 0 ? Math.max(0, left) / weights : Double.POSITIVE_INFINITY;
    }

    double weightOn(int resource, int flow) {
        for (int i = 0; i < used[flow].length; i++) {
            if (used[flow][i] == resource) {
                return weight[flow][i];
            }
        }
        return 0;
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    /** Returns the rates with what waiting acknowledgements cost, and what resources are used. */
    double[] penalised(double[] rates, double penalty) {
        double[] load = load(rates);
        double[] effective = rates.clone();
        for (int flow = 0; flow < rates.length; flow++) {
            for (int r : reverse[flow]) {
                if (load[r] >= 0.99 * (1 - 1e-9) * capacity[r]) {
                    effective[flow] = rates[flow] * (1 - penalty);
                }
            }
        }
        return effective;
    }

    double[] load(double[] rates) {
        double[] load = new double[capacity.length];
        for (int flow = 0; flow < rates.length; flow++) {
            for (int i = 0; i < used[flow].length; i++) {
                load[used[flow][i]] += weight[flow][i] * rates[flow];
            }
        }
        return load;
    }
}
