package io.vacate.model.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.NetworkProfile;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Jobs without fixed costs over links of 100 MiB/s; an idle VM of 100 MiB takes 1 s, and its headers. */
@DisplayName("Start orders")
class StartOrderTest {
    private static final double SECOND = 4104.0 / 4096;
    private static final NetworkProfile NETWORK = NetworkProfile.builder()
            .efficiency(1)
            .nic("a", DataRate.ofMebibytesPerSecond(100))
            .nic("b", DataRate.ofMebibytesPerSecond(100))
            .nic("c", DataRate.ofMebibytesPerSecond(50))
            .build();
    private static final MigrationEstimator ESTIMATOR =
            MigrationEstimator.of(new FixedCosts(Duration.ZERO, Duration.ZERO, Duration.ZERO), Spread.PRIOR);

    private static SimulatedJob job(int number, long mebibytes, String from, String to) {
        return SimulatedJob.of(Vms.idle(number, mebibytes), NETWORK.path(from, to));
    }

    private static FluidSimulation four() {
        return new FluidSimulation(
                ESTIMATOR,
                List.of(job(0, 100, "a", "b"), job(1, 100, "a", "b"), job(2, 100, "a", "b"), job(3, 100, "a", "b")));
    }

    private static double start(SimulationResult result, int job) {
        return Seconds.of(result.start(job));
    }

    @Test
    void sequential_runsOneAtATime() {
        SimulationResult result = four().run(StartOrder.sequential());

        for (int job = 0; job < 4; job++) {
            assertThat(start(result, job)).isCloseTo(job * SECOND, within(1e-6));
        }
    }

    @Test
    void kParallel_startsTheNextWhenOneEnds() {
        SimulationResult result = four().run(StartOrder.kParallel(2));

        assertThat(start(result, 1)).isZero();
        assertThat(start(result, 2)).isCloseTo(2 * SECOND, within(1e-6));
        assertThat(result.makespanSeconds()).isCloseTo(4 * SECOND, within(1e-6));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StartOrder.kParallel(0))
                .withMessageContaining("k (0)");
    }

    private static Lanes lanes(int most, double[] shares, int[][] after) {
        int[] link = {0};
        double[][] of =
                Arrays.stream(shares).mapToObj(share -> new double[] {share}).toArray(double[][]::new);
        return new Lanes(new int[] {0, 1, 2, 3}, most, new int[][] {link, link, link, link}, of, after, new double[4]);
    }

    private static final int[][] NOBODY = {{}, {}, {}, {}};

    @Test
    void lanes_startWhatFitsOnEachLink_andNobodyOvertakes() {
        // Halves: 0 alone fills the link, 1 waits for all of it, so do 2 and 3 behind it.
        SimulationResult result = four().run(lanes(4, new double[] {1, 1, 0.5, 0.5}, NOBODY));

        assertThat(start(result, 1)).isCloseTo(SECOND, within(1e-6));
        assertThat(start(result, 2)).isCloseTo(2 * SECOND, within(1e-6));
        assertThat(start(result, 3)).isCloseTo(2 * SECOND, within(1e-6));
        assertThat(result.startedBy(0)).isEmpty();
        assertThat(result.startedBy(1)).hasValue(0);
        assertThat(result.startedBy(3)).hasValue(1);
    }

    @Test
    void lanes_keepTheMostAtOnce_andWhomAJobWaitsFor() {
        double third = 1.0 / 3;
        double[] shares = {third, third, third, third};

        SimulationResult two = four().run(lanes(2, shares, NOBODY));
        assertThat(start(two, 1)).isZero();
        assertThat(start(two, 2)).isCloseTo(2 * SECOND, within(1e-6));

        // 0 waits for 3, which may overtake it: it only waits for somebody else.
        SimulationResult after = four().run(lanes(4, shares, new int[][] {{3}, {}, {}, {}}));
        assertThat(start(after, 3)).isZero();
        assertThat(start(after, 0)).isCloseTo(3 * SECOND, within(1e-6));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> four().run(lanes(4, shares, new int[][] {{1}, {0}, {}, {}})))
                .withMessageContaining("cycle");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lanes(0, shares, NOBODY))
                .withMessageContaining("most (0)");
    }

    @Test
    void lanes_letJobsWaitForTheirTime_andOthersGoAhead() {
        double[] notBefore = {0.5 * SECOND, 0, 3 * SECOND, 0};
        SimulationResult result =
                four().run(Lanes.after(new int[] {0, 1, 2, 3}, new int[][] {{}, {}, {}, {1}}, notBefore));

        assertThat(start(result, 0)).isCloseTo(0.5 * SECOND, within(1e-6));
        assertThat(start(result, 1)).isZero();
        assertThat(start(result, 2)).isCloseTo(3 * SECOND, within(1e-6));
        assertThat(result.startedBy(2)).isEmpty();
        assertThat(result.startedBy(3)).hasValue(1);
    }

    @Test
    void at_startsByTheClock() {
        SimulationResult result = four().run(StartOrder.at(0, 5, 5, 9));

        assertThat(start(result, 1)).isEqualTo(5);
        assertThat(result.seconds(1)).isCloseTo(2 * SECOND, within(1e-6));
        assertThat(result.seconds(3)).isCloseTo(SECOND, within(1e-6));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StartOrder.at(0, Double.NaN))
                .withMessageContaining("start of job 1 (NaN)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> four().run(StartOrder.at(0)))
                .withMessageContaining("job 1 can never start");
    }

    @Test
    void orders_stayAsTheyWereMade() {
        double[] seconds = {0, 5, 5, 9};
        int[][] predecessors = {{1}, {}, {}, {}};
        StartOrder at = StartOrder.at(seconds);
        StartOrder after = StartOrder.afterPredecessors(predecessors);
        seconds[1] = 0;
        predecessors[0][0] = 2;

        assertThat(start(four().run(at), 1)).isEqualTo(5);
        assertThat(four().run(after).startedBy(0)).hasValue(1);
    }

    @Test
    void whenRoom_waitsForAFullLinkAndDoesNotOvertakeOnIt() {
        FluidSimulation simulation = new FluidSimulation(
                ESTIMATOR,
                List.of(job(0, 100, "a", "b"), job(1, 100, "c", "b"), job(2, 100, "b", "a"), job(3, 50, "c", "a")));

        SimulationResult result = simulation.run(StartOrder.whenRoom(Map.of()));

        assertThat(start(result, 1)).as("b's link is full").isCloseTo(SECOND, within(1e-6));
        assertThat(start(result, 2)).as("the other direction is free").isZero();
        assertThat(start(result, 3)).as("behind 1 on c's link").isGreaterThanOrEqualTo(start(result, 1));
    }

    @Test
    void whenRoom_fillsALinkWithSeveral() {
        FluidSimulation simulation = new FluidSimulation(
                ESTIMATOR, List.of(job(0, 100, "c", "a"), job(1, 100, "c", "b"), job(2, 100, "a", "c")));

        SimulationResult result = simulation.run(StartOrder.whenRoom(Map.of()));

        assertThat(start(result, 1)).as("c's link is full").isCloseTo(2 * SECOND, within(1e-6));
        assertThat(start(result, 2)).isZero();
    }

    @Test
    void whenRoom_waitsForMemory() {
        FluidSimulation simulation =
                new FluidSimulation(ESTIMATOR, List.of(job(0, 100, "b", "c"), job(1, 100, "a", "b")));

        SimulationResult result = simulation.run(StartOrder.whenRoom(Map.of("b", DataSize.ofMebibytes(150))));

        assertThat(start(result, 1)).isCloseTo(2 * SECOND, within(1e-6));
    }

    @Test
    void whenRoom_deadlockIsBroken() {
        FluidSimulation simulation =
                new FluidSimulation(ESTIMATOR, List.of(job(0, 100, "a", "b"), job(1, 100, "b", "a")));
        DataSize full = DataSize.ofMebibytes(100);

        SimulationResult result = simulation.run(StartOrder.whenRoom(Map.of("a", full, "b", full)));

        assertThat(result.makespanSeconds()).isCloseTo(2 * SECOND, within(1e-6));
    }

    @Test
    void reverseTraffic_slowsTheJobWhoseAcknowledgementsMeetAFullLink() {
        List<SimulatedJob> jobs = List.of(job(0, 100, "a", "b"), job(1, 100, "b", "c"));

        SimulationResult result = new FluidSimulation(ESTIMATOR, jobs, 0.2).run(StartOrder.parallel());

        // b sends at 50 of 100 MiB/s, as c takes no more: its link is not full.
        assertThat(result.seconds(0)).isCloseTo(SECOND, within(1e-6));
        List<SimulatedJob> swap = List.of(job(0, 100, "a", "b"), job(1, 200, "b", "a"));
        SimulationResult both = new FluidSimulation(ESTIMATOR, swap, 0.2).run(StartOrder.parallel());
        assertThat(both.seconds(0)).isCloseTo(SECOND / 0.8, within(1e-6));
        assertThat(both.seconds(1)).isCloseTo(SECOND / 0.8 + SECOND, within(1e-6));
    }

    @Test
    void group_tellsAggregateTimeAndEachLatency() {
        GroupEstimate group = four().estimate(StartOrder.kParallel(2));

        assertThat(Seconds.of(group.aggregateTime().p50())).isCloseTo(4 * SECOND, within(1e-6));
        assertThat(group.aggregateTime().p95())
                .isGreaterThan(group.aggregateTime().p50());
        assertThat(Seconds.of(group.members().get(3).latency())).isCloseTo(4 * SECOND, within(1e-6));
        assertThat(group.members().get(3).estimate().explain()).contains("the others that share its way");
    }
}
