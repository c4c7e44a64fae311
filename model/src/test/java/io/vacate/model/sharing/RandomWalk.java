package io.vacate.model.sharing;

import java.util.Random;

/** Joins and leaves at random; after each refill everything is compared with the definition. */
final class RandomWalk {
    private static final double PENALTY = 0.125;
    private static final int[] PATIENCE = {0, 1, 8};

    private final String name;
    private final RandomNetworks network;
    private final Random random;
    private final FairShares shares;
    private final FairShares fair;
    private final boolean[] in;
    private final double[] known;
    private int step;

    RandomWalk(String name, RandomNetworks network, Random random) {
        this.name = name;
        this.network = network;
        this.random = random;
        shares = new FairShares(network.build(PENALTY));
        // However soon it gives up and fills anew, the shares are the same.
        fair = new FairShares(network.build(0), PATIENCE[random.nextInt(PATIENCE.length)]);
        in = new boolean[network.cap.length];
        known = new double[in.length];
    }

    void run(int steps, int most) {
        for (int i = 0; i < steps; i++) {
            int changes = 1 + random.nextInt(most);
            for (int c = 0; c < changes; c++) {
                toggle(random.nextInt(in.length));
            }
            check();
        }
    }

    void fillAndDrain() {
        for (int flow = 0; flow < in.length; flow++) {
            if (!in[flow]) {
                toggle(flow);
            }
        }
        check();
        int[] order = random.ints(0, in.length).distinct().limit(in.length).toArray();
        for (int i = 0; i < order.length; i++) {
            toggle(order[i]);
            if (random.nextInt(10) > 0) {
                check();
            }
        }
        check();
    }

    private void toggle(int flow) {
        if (in[flow]) {
            shares.leave(flow);
            fair.leave(flow);
            known[flow] = 0;
        } else {
            shares.join(flow);
            fair.join(flow);
        }
        in[flow] = !in[flow];
    }

    private void check() {
        step++;
        int count = shares.refill();
        for (int i = 0; i < count; i++) {
            known[shares.refilled(i)] = shares.rate(shares.refilled(i));
        }
        fair.refill();
        double[] expected = network.raiseTogether(in);
        double[] penalised = network.penalised(expected, PENALTY);
        double[] found = new double[in.length];
        for (int flow = 0; flow < in.length; flow++) {
            found[flow] = fair.rate(flow);
            equal("fair share of", flow, found[flow], expected[flow]);
            equal("effective rate of", flow, shares.rate(flow), penalised[flow]);
            equal("known rate of", flow, known[flow], penalised[flow]);
        }
        checkMaxMin(found);
    }

    /** What defines the allocation: nothing overfull, and each flow at its cap or fastest on a full resource. */
    private void checkMaxMin(double[] rates) {
        double[] load = network.load(rates);
        double[] fastest = new double[load.length];
        for (int r = 0; r < load.length; r++) {
            holds(load[r] <= network.capacity[r] * (1 + 1e-9), "not overfull", r);
        }
        for (int flow = 0; flow < rates.length; flow++) {
            for (int r : network.used[flow]) {
                fastest[r] = Math.max(fastest[r], rates[flow]);
            }
        }
        for (int flow = 0; flow < rates.length; flow++) {
            boolean held = !in[flow] || rates[flow] >= network.cap[flow];
            for (int r : network.used[flow]) {
                held |= load[r] >= network.capacity[r] * (1 - 1e-9) && rates[flow] >= fastest[r] * (1 - 1e-9);
            }
            holds(held, "held by its cap or a bottleneck", flow);
        }
    }

    private void equal(String what, int flow, double actual, double expected) {
        if (!(Math.abs(actual - expected) <= 1e-9 * expected)) {
            throw new AssertionError(
                    "%s, step %d: %s flow %d is %s, expected %s".formatted(name, step, what, flow, actual, expected));
        }
    }

    private void holds(boolean condition, String what, int number) {
        if (!condition) {
            throw new AssertionError("%s, step %d: %d is not %s".formatted(name, step, number, what));
        }
    }
}
