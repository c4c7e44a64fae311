package io.vacate.sim.internal.fluid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.time.ScheduledTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FluidNetworkTest {
    private final StepClock clock = new StepClock();
    private final FluidNetwork network = new FluidNetwork(clock);
    private final List<String> ends = new ArrayList<>();

    /** A clock with one event for each time at most, as a network asks for one only. */
    private static final class StepClock implements EventClock {
        private final TreeMap<Long, Runnable> events = new TreeMap<>();
        private long now;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public ScheduledTask at(long nanos, Runnable action) {
            events.put(nanos, action);
            return () -> events.remove(nanos, action);
        }

        void runAll() {
            while (!events.isEmpty()) {
                now = events.firstKey();
                events.pollFirstEntry().getValue().run();
            }
        }

        void passTo(double seconds) {
            now = (long) (seconds * 1e9);
        }
    }

    private Flow flow(String name, double bytes, double cap, Link... path) {
        return network.start(List.of(path), bytes, cap, () -> ends.add("%s at %.3f".formatted(name, clock.now / 1e9)));
    }

    @Test
    void oneFlow_takesTheLink() {
        flow("a", 1000, Double.POSITIVE_INFINITY, new Link("l", 100));

        clock.runAll();

        assertThat(ends).containsExactly("a at 10.000");
    }

    @Test
    void flows_shareMaxMinFairly() {
        // The example of Bertsekas and Gallager: what a narrow link holds back is the others' to use.
        Link wide = new Link("wide", 100);
        Link narrow = new Link("narrow", 20);
        Flow a = flow("a", 1e6, Double.POSITIVE_INFINITY, wide);
        Flow b = flow("b", 1e6, Double.POSITIVE_INFINITY, wide, narrow);
        Flow c = flow("c", 1e6, Double.POSITIVE_INFINITY, narrow);
        Flow d = flow("d", 1e6, 30, wide);

        assertThat(List.of(a.rate(), b.rate(), c.rate(), d.rate())).containsExactly(60.0, 10.0, 10.0, 30.0);
    }

    @Test
    void rates_riseWhenAFlowEnds() {
        Link link = new Link("l", 100);
        flow("a", 500, Double.POSITIVE_INFINITY, link);
        flow("b", 1000, Double.POSITIVE_INFINITY, link);

        clock.runAll();

        assertThat(ends).containsExactly("a at 10.000", "b at 15.000");
    }

    @Test
    void flowsThatEndTogether_doSoInTheOrderOfTheirStart() {
        Link link = new Link("l", 100);
        flow("a", 500, Double.POSITIVE_INFINITY, link);
        flow("b", 500, Double.POSITIVE_INFINITY, link);

        clock.runAll();

        assertThat(ends).containsExactly("a at 10.000", "b at 10.000");
    }

    @Test
    void linkThatIsDown_holdsItsFlows() {
        Link link = new Link("l", 100);
        Flow flow = flow("a", 1000, Double.POSITIVE_INFINITY, link);
        clock.passTo(2);
        link.outage(true);
        network.changed();
        assertThat(flow.rate()).isZero();
        clock.passTo(6);
        link.outage(false);
        network.changed();

        clock.runAll();

        assertThat(ends).containsExactly("a at 14.000");
    }

    @Test
    void emptyFlow_endsAtOnceButNotFromWithin() {
        flow("a", 0, 1, new Link("l", 100));
        assertThat(ends).isEmpty();

        clock.runAll();

        assertThat(ends).containsExactly("a at 0.000");
    }

    @Test
    void capacity_mustBePositive() {
        assertThatThrownBy(() -> new Link("l", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity");
    }

    /** Max-min fairness: each flow is at its cap, or crosses a full link on which no other flow is faster. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void randomNetworks_areMaxMinFair(long seed) {
        Random random = new Random(seed);
        List<Link> links = IntStream.range(0, 8)
                .mapToObj(i -> new Link("l" + i, 10 + random.nextInt(90)))
                .toList();
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double cap = random.nextBoolean() ? Double.POSITIVE_INFINITY : 1 + random.nextInt(30);
            List<Link> path =
                    links.stream().filter(link -> random.nextInt(4) == 0).toList();
            flows.add(network.start(path.isEmpty() ? links.subList(0, 1) : path, 1e9, cap, () -> {}));
        }
        for (Link link : links) {
            assertThat(load(flows, link)).isLessThanOrEqualTo(link.capacity() + 1e-6);
        }
        for (Flow flow : flows) {
            boolean bottlenecked = flow.path.stream()
                    .anyMatch(link -> load(flows, link) > link.capacity() - 1e-6
                            && flows.stream()
                                    .filter(other -> other.path.contains(link))
                                    .allMatch(other -> other.rate() <= flow.rate() + 1e-6));
            assertThat(bottlenecked || Math.abs(flow.rate() - flow.cap) < 1e-6)
                    .as("seed %d, flow of %s", seed, flow.rate())
                    .isTrue();
        }
    }

    private static double load(List<Flow> flows, Link link) {
        return flows.stream()
                .filter(flow -> flow.path.contains(link))
                .mapToDouble(Flow::rate)
                .sum();
    }

    @Test
    void remaining_isExactInBetween() {
        Flow flow = flow("a", 1000, Double.POSITIVE_INFINITY, new Link("l", 100));
        clock.passTo(2.5);

        assertThat(network.remaining(flow)).isCloseTo(750, within(1e-6));
    }
}
