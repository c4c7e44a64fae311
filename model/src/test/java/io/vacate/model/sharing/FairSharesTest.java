package io.vacate.model.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Max-min fair rates (Bertsekas and Gallager, "Data Networks", section 6.5.2), kept up to date. */
@DisplayName("Fair shares")
class FairSharesTest {
    private static final double PENALTY = 0.125;
    private static final double ANY = Double.POSITIVE_INFINITY;

    @Test
    void textbookExample_givesTheLeftoverToWhoCanUseIt() {
        // Three share resource a (30 B/s), 10 each; of b (60 B/s) that leaves 50 to the fourth.
        FlowNetwork.Builder builder = FlowNetwork.builder();
        int a = builder.resource(30);
        int b = builder.resource(60);
        builder.flow(ANY, a);
        builder.flow(ANY, a);
        builder.flow(ANY, a, b);
        builder.flow(ANY, b);

        assertThat(ratesOfAll(builder.build())).containsExactly(10, 10, 10, 50);
    }

    @Test
    void cap_leavesTheRestToTheOthers() {
        FlowNetwork.Builder builder = FlowNetwork.builder();
        int a = builder.resource(30);
        builder.flow(4, a);
        builder.flow(ANY, a);
        builder.flow(20, a);
        builder.flow(7);

        assertThat(ratesOfAll(builder.build())).containsExactly(4, 13, 13, 7);
    }

    @Test
    void weight_takesMoreOfAResourceAtTheSameRate() {
        // A link of 100 B/s and a CPU that a byte costs 1 and 3: 25 B/s each fill the CPU.
        FlowNetwork.Builder builder = FlowNetwork.builder();
        int link = builder.resource(100);
        int cpu = builder.resource(100);
        builder.flow(ANY, new int[] {link, cpu}, new double[] {1, 1}, new int[] {});
        builder.flow(ANY, new int[] {link, cpu}, new double[] {1, 3}, new int[] {});

        assertThat(ratesOfAll(builder.build())).containsExactly(25, 25);
    }

    @Test
    void resourceNamedTwice_isTakenTwice() {
        FlowNetwork.Builder builder = FlowNetwork.builder();
        int a = builder.resource(30);
        builder.flow(ANY, a, a);

        assertThat(ratesOfAll(builder.build())).containsExactly(15);
    }

    @Test
    void fullResource_delaysTheAcknowledgementsThatCrossIt() {
        FlowNetwork.Builder builder = FlowNetwork.builder();
        int there = builder.resource(100);
        int back = builder.resource(100);
        int first = builder.flow(ANY, new int[] {there}, new double[] {1}, new int[] {back});
        int second = builder.flow(98.9, new int[] {back}, new double[] {1}, new int[] {there});
        int third = builder.flow(0.1, back);
        FairShares shares = new FairShares(builder.build(PENALTY));

        shares.join(first);
        shares.join(second);
        shares.refill();
        assertThat(shares.rate(first)).isEqualTo(100);
        assertThat(shares.rate(second)).isEqualTo(98.9 * (1 - PENALTY));
        assertThat(shares.full(back)).isFalse();

        shares.join(third);
        assertThat(shares.refill()).isEqualTo(2);
        assertThat(shares.rate(first)).isEqualTo(100 * (1 - PENALTY));
        assertThat(shares.full(back)).isTrue();

        shares.leave(first);
        assertThat(shares.rate(first)).isZero();
        shares.refill();
        assertThat(shares.rate(second)).isEqualTo(98.9);
    }

    @Test
    void changes_areReportedOnceAndOnlyWhereTheyAre() {
        FlowNetwork.Builder builder = FlowNetwork.builder();
        int a = builder.resource(30);
        int b = builder.resource(30);
        builder.flow(ANY, a);
        builder.flow(ANY, a);
        builder.flow(ANY, b);
        FairShares shares = new FairShares(builder.build());
        assertThat(shares.changed()).isFalse();
        shares.join(0);
        shares.join(2);
        assertThat(shares.changed()).isTrue();
        assertThat(shares.refill()).isEqualTo(2);
        assertThat(shares.changed()).isFalse();
        assertThat(shares.refill()).isZero();

        shares.join(1);
        assertThat(shares.refill()).isEqualTo(2);
        assertThat(shares.rate(0)).isEqualTo(15);
        assertThat(shares.rate(2)).isEqualTo(30);

        shares.leave(1);
        shares.join(1);
        assertThat(shares.rate(1)).isZero();
        assertThat(shares.refill()).isEqualTo(1);
        assertThat(shares.refilled(0)).isEqualTo(1);
        assertThat(shares.rate(1)).isEqualTo(15);
    }

    @Test
    void misuse_isRefused() {
        FlowNetwork.Builder builder = FlowNetwork.builder();
        int a = builder.resource(30);
        int flow = builder.flow(ANY, a);
        FairShares shares = new FairShares(builder.build());
        assertThatIllegalArgumentException().isThrownBy(() -> shares.leave(flow));
        shares.join(flow);
        assertThatIllegalArgumentException().isThrownBy(() -> shares.join(flow));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowNetwork.builder().flow(ANY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowNetwork.builder().flow(1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowNetwork.builder().flow(Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowNetwork.builder().resource(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowNetwork.builder().resource(ANY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowNetwork.builder().build(1));
    }

    @Test
    void randomNetworks_agreeWithTheDefinitionAfterEachChange() {
        for (long seed = 0; seed < 4000; seed++) {
            Random random = new Random(seed);
            new Walk("mixed, seed " + seed, RandomNetworks.mixed(random), random).run(40, 3);
        }
    }

    @Test
    void starNetworks_agreeWithTheDefinitionAfterEachChange() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            RandomNetworks network = RandomNetworks.star(random, 5 + random.nextInt(30), 120, seed % 3 / 2.0);
            new Walk("star, seed " + seed, network, random).fillAndDrain();
        }
    }

    @Test
    void oneBottleneckForAll_agreesWithTheDefinitionAfterEachChange() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            RandomNetworks network = RandomNetworks.dense(random, 1 + random.nextInt(10), 100);
            new Walk("dense, seed " + seed, network, random).fillAndDrain();
        }
    }

    @Test
    void chains_carryAChangeToTheirOtherEnd() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Walk walk = new Walk("chain, seed " + seed, RandomNetworks.chain(random, 100), random);
            walk.fillAndDrain();
            walk.run(100, 1);
        }
    }

    @Test
    void changeAtTheStartOfAChain_isFeltAtItsEnd() {
        RandomNetworks chain = RandomNetworks.chain(new Random(1), 50);
        FairShares shares = new FairShares(chain.build(0));
        for (int flow = 0; flow < 50; flow++) {
            shares.join(flow);
        }
        shares.refill();

        shares.leave(0);

        assertThat(shares.refill()).isEqualTo(49);
    }

    @Test
    void sameSequence_givesTheSameBits() {
        Random random = new Random(7);
        RandomNetworks network = RandomNetworks.star(random, 20, 300, 0.3);
        FlowNetwork built = network.build(PENALTY);
        FairShares one = new FairShares(built);
        FairShares other = new FairShares(built);
        boolean[] in = new boolean[300];
        for (int step = 0; step < 2000; step++) {
            int flow = random.nextInt(300);
            for (FairShares shares : new FairShares[] {one, other}) {
                if (in[flow]) {
                    shares.leave(flow);
                } else {
                    shares.join(flow);
                }
            }
            in[flow] = !in[flow];
            int count = one.refill();
            assertThat(other.refill()).isEqualTo(count);
            for (int i = 0; i < count; i++) {
                assertThat(other.refilled(i)).isEqualTo(one.refilled(i));
                assertThat(other.rate(one.refilled(i))).isEqualTo(one.rate(one.refilled(i)));
            }
        }
    }

    private static double[] ratesOfAll(FlowNetwork network) {
        FairShares shares = new FairShares(network);
        double[] rates = new double[network.flows()];
        for (int flow = 0; flow < rates.length; flow++) {
            shares.join(flow);
        }
        shares.refill();
        for (int flow = 0; flow < rates.length; flow++) {
            rates[flow] = shares.rate(flow);
        }
        return rates;
    }

    /** Joins and leaves at random; after each refill everything is compared with the definition. */
    private static final class Walk {
        private final String name;
        private final RandomNetworks network;
        private final Random random;
        private final FairShares shares;
        private final FairShares fair;
        private final boolean[] in;
        private final double[] known;
        private int step;

        Walk(String name, RandomNetworks network, Random random) {
            this.name = name;
            this.network = network;
            this.random = random;
            shares = new FairShares(network.build(PENALTY));
            fair = new FairShares(network.build(0));
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
                throw new AssertionError("%s, step %d: %s flow %d is %s, expected %s"
                        .formatted(name, step, what, flow, actual, expected));
            }
        }

        private void holds(boolean condition, String what, int number) {
            if (!condition) {
                throw new AssertionError("%s, step %d: %d is not %s".formatted(name, step, number, what));
            }
        }
    }
}
