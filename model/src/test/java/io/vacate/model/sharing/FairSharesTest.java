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
}
