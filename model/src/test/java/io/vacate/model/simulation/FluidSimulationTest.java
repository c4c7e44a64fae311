package io.vacate.model.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.NetworkBuilder;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Fluid simulation")
class FluidSimulationTest {
    private static final FixedCosts COSTS =
            new FixedCosts(Duration.ofMillis(1000), Duration.ofMillis(100), Duration.ofMillis(400));
    private static final MigrationEstimator ESTIMATOR = MigrationEstimator.of(COSTS, Spread.PRIOR);
    private static final double HEADERS = 4104.0 / 4096;
    /** Hosts a to d with links of exactly 100 MiB/s for pages. */
    private static final NetworkProfile NETWORK = network();

    private static NetworkProfile network() {
        NetworkBuilder builder = NetworkProfile.builder().efficiency(1);
        List.of("a", "b", "c", "d").forEach(host -> builder.nic(host, DataRate.ofMebibytesPerSecond(100)));
        return builder.build();
    }

    private static SimulatedJob job(VmProfile vm, String from, String to) {
        return SimulatedJob.of(vm, NETWORK.path(from, to));
    }

    private static FluidSimulation simulation(SimulatedJob... jobs) {
        return new FluidSimulation(ESTIMATOR, Arrays.asList(jobs));
    }

    /** Hosts of one processor for fixed costs: two migrations at once get 1 / (2 · 0.8) of what each wants. */
    private static FluidSimulation withOneProcessor() {
        NetworkProfile network = NETWORK.withHosts(host -> host.withProcessors(1));
        return new FluidSimulation(
                ESTIMATOR,
                List.of(
                        SimulatedJob.of(Vms.idle(1, 100), network.path("a", "b")),
                        SimulatedJob.of(Vms.idle(2, 100), network.path("a", "b"))));
    }

    @Test
    void fixedCostsAtOnce_whereProcessorsAreFew_takeLonger() {
        SimulationResult result = withOneProcessor().run(StartOrder.parallel());

        double share = 1 / (2 * 0.8);
        assertThat(Seconds.of(result.makespan())).isCloseTo(1.5 / share + 2 * HEADERS, within(1e-6));
        assertThat(Seconds.of(result.downtime(0))).isCloseTo(0.1 / share, within(1e-6));
    }

    @Test
    void fixedCostsOneByOne_whereProcessorsAreFew_areSlowedByWhatTheLastLeftToDo() {
        SimulationResult result = withOneProcessor().run(StartOrder.sequential());

        // The aftermath of 0.8 s and the next set-up of 1 s want 1.6 processors, until the aftermath is done.
        double aftermath = 0.8 * (2 * 0.8);
        double setUp = aftermath + (1 - 0.8);
        assertThat(Seconds.of(result.end(0))).isCloseTo(1.5 + HEADERS, within(1e-6));
        assertThat(Seconds.of(result.end(1))).isCloseTo(2 * (1.5 + HEADERS) + setUp - 1, within(1e-6));
    }

    @Test
    void twoIdleVmsOnOneLink_shareItHalfAndHalf() {
        // 100 and 300 MiB: 50 MiB/s each for 2 s, then the larger alone for 2 s; fixed costs overlap.
        SimulationResult result = simulation(job(Vms.idle(1, 100), "a", "b"), job(Vms.idle(2, 300), "a", "c"))
                .run(StartOrder.parallel());

        assertThat(Seconds.of(result.end(0))).isCloseTo(1.5 + 2 * HEADERS, within(1e-6));
        assertThat(Seconds.of(result.end(1))).isCloseTo(1.5 + 4 * HEADERS, within(1e-6));
        assertThat(result.makespan()).isEqualTo(result.end(1));
    }

    @Test
    void vmsOnDifferentLinks_doNotSlowEachOther() {
        SimulationResult result = simulation(job(Vms.idle(1, 100), "a", "b"), job(Vms.idle(2, 300), "c", "d"))
                .run(StartOrder.parallel());

        assertThat(Seconds.of(result.makespan())).isCloseTo(1.5 + 3 * HEADERS, within(1e-6));
    }

    @Test
    void oppositeDirections_doNotSlowEachOther() {
        SimulationResult result = simulation(job(Vms.idle(1, 300), "a", "b"), job(Vms.idle(2, 300), "b", "a"))
                .run(StartOrder.parallel());

        assertThat(Seconds.of(result.makespan())).isCloseTo(1.5 + 3 * HEADERS, within(1e-6));
    }

    @Test
    void slowedRound_letsMoreBeRewritten() {
        // The busy VM's first round (100 MiB) runs at 50 MiB/s for 2 s, so 40 MiB are rewritten, not 20.
        SimulationResult result = simulation(
                        job(Vms.full(1, 100, Vms.dirtying(20, 100)), "a", "b"), job(Vms.idle(2, 100), "a", "c"))
                .run(StartOrder.parallel());

        assertThat(result.bytes(0).mebibytes()).isGreaterThan(140);
        assertThat(simulation(job(Vms.full(1, 100, Vms.dirtying(20, 100)), "a", "b"))
                        .run(StartOrder.parallel())
                        .bytes(0)
                        .mebibytes())
                .isCloseTo(100 * HEADERS + 20 * HEADERS * HEADERS, within(1e-3));
    }

    @Test
    void precedence_startsAJobWhenTheOtherHasEnded() {
        FluidSimulation simulation = simulation(job(Vms.idle(1, 100), "a", "b"), job(Vms.idle(2, 100), "a", "b"));

        SimulationResult result = simulation.run(StartOrder.afterPredecessors(new int[][] {{1}, {}}));

        assertThat(result.start(1)).isZero();
        assertThat(result.start(0)).isEqualTo(result.end(1));
        assertThat(Seconds.of(result.makespan())).isCloseTo(2 * (1.5 + HEADERS), within(1e-6));
    }

    @Test
    void rateLimit_isKept() {
        Path path = NETWORK.path("a", "b");
        SimulatedJob limited = new SimulatedJob(Vms.idle(1, 100), path, DataRate.ofMebibytesPerSecond(10));

        assertThat(Seconds.of(simulation(limited).run(StartOrder.parallel()).makespan()))
                .isCloseTo(1.5 + 10 * HEADERS, within(1e-6));
    }

    @Test
    void badPredecessors_areRefused() {
        FluidSimulation two = simulation(job(Vms.idle(1, 1), "a", "b"), job(Vms.idle(2, 1), "a", "b"));

        assertThatThrownBy(() -> two.run(StartOrder.afterPredecessors(new int[][] {{1}, {0}})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cycle");
        assertThatThrownBy(() -> two.run(StartOrder.afterPredecessors(new int[][] {{2}, {}})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("predecessors[0] (2)");
        assertThatThrownBy(() -> two.run(StartOrder.afterPredecessors(new int[][] {{}})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("predecessors (of 1 jobs)");
    }

    @Test
    void noJobs_takeNoTime() {
        assertThat(simulation().run(StartOrder.parallel()).makespan()).isZero();
    }

    @Test
    void vmThatNeverConverges_ends() {
        SimulationResult result = simulation(job(Vms.full(1, 1000, Vms.dirtying(200, 800)), "a", "b"))
                .run(StartOrder.parallel());

        assertThat(result.forced(0)).isTrue();
        assertThat(result.forcedCount()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void singleJob_agreesWithTheEstimator(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            VmProfile vm = MigrationEstimatorTest.randomVm(random);
            FluidSimulation simulation = simulation(job(vm, "a", "b"));

            MigrationEstimate simulated = simulation.estimate(simulation.run(StartOrder.parallel()), 0);

            MigrationEstimate alone = ESTIMATOR.estimate(vm, NETWORK.path("a", "b"));
            assertThat(simulated.iterations()).as("seed %d, %s", seed, vm).isEqualTo(alone.iterations());
            assertThat(Seconds.of(simulated.totalTime().p50()))
                    .isCloseTo(Seconds.of(alone.totalTime().p50()), Percentage.withPercentage(1e-6));
            assertThat(Seconds.of(simulated.downtime().p50()))
                    .isCloseTo(Seconds.of(alone.downtime().p50()), Percentage.withPercentage(1e-4));
            assertThat(simulated.convergence().converges())
                    .isEqualTo(alone.convergence().converges());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5, 6})
    void randomBatches_conserveBytesAndNeverOverfillALink(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            List<SimulatedJob> jobs = randomBatch(random);
            int[][] predecessors = randomPredecessors(random, jobs.size());
            Meter meter = new Meter(jobs);

            SimulationResult result =
                    new FluidSimulation(ESTIMATOR, jobs).run(StartOrder.afterPredecessors(predecessors), meter);

            for (int job = 0; job < jobs.size(); job++) {
                assertThat(meter.carried[job])
                        .as("seed %d, batch %d, job %d", seed, i, job)
                        .isCloseTo(result.passage(job).bytes(), Percentage.withPercentage(1e-6));
                assertThat(result.end(job)).isGreaterThan(result.start(job));
                for (int before : predecessors[job]) {
                    assertThat(result.start(job)).isGreaterThanOrEqualTo(result.end(before));
                }
            }
        }
    }

    /** Integrates the rates of each job, and looks at each link at each change. */
    private static final class Meter implements FluidRun.Watch {
        private final List<SimulatedJob> jobs;
        private final double[] carried;
        private double[] last;
        private double since;

        Meter(List<SimulatedJob> jobs) {
            this.jobs = jobs;
            carried = new double[jobs.size()];
            last = new double[jobs.size()];
        }

        @Override
        public void ratesChanged(double now, double[] rates) {
            Map<Link, Double> load = new LinkedHashMap<>();
            for (int job = 0; job < rates.length; job++) {
                carried[job] += last[job] * (now - since);
                double rate = rates[job];
                jobs.get(job).path().links().forEach(link -> load.merge(link, rate, Double::sum));
            }
            load.forEach((link, used) -> assertThat(used)
                    .as("load of %s at %f s", link, now)
                    .isLessThanOrEqualTo(link.capacity().bytesPerSecond() * (1 + 1e-9)));
            last = rates.clone();
            since = now;
        }
    }

    private static List<SimulatedJob> randomBatch(Random random) {
        List<String> hosts = List.copyOf(NETWORK.hosts());
        List<SimulatedJob> jobs = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(10); i++) {
            int from = random.nextInt(4);
            int to = (from + 1 + random.nextInt(3)) % 4;
            jobs.add(job(MigrationEstimatorTest.randomVm(random), hosts.get(from), hosts.get(to)));
        }
        return jobs;
    }

    private static int[][] randomPredecessors(Random random, int jobs) {
        return IntStream.range(0, jobs)
                .mapToObj(job -> random.ints(0, Math.max(1, job))
                        .limit(random.nextInt(2))
                        .filter(before -> before < job)
                        .toArray())
                .toArray(int[][]::new);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {7, 8})
    void idleBatchOnOneLink_isNeverSlowerInParallel(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            SimulatedJob[] jobs = IntStream.range(0, 2 + random.nextInt(8))
                    .mapToObj(number -> job(Vms.idle(number, 1 + random.nextInt(2000)), "a", "b"))
                    .toArray(SimulatedJob[]::new);
            int[][] chain = chain(jobs.length);

            double saved =
                    simulation(jobs).run(StartOrder.afterPredecessors(chain)).makespanSeconds()
                            - simulation(jobs).run(StartOrder.parallel()).makespanSeconds();

            // The same bytes cross the link; the fixed costs of all but one are saved.
            assertThat(saved).as("seed %d", seed).isCloseTo(1.5 * (jobs.length - 1), within(1e-6));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {9, 10})
    void busyBatchOnOneLink_neverSendsLessInParallel(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            FluidSimulation simulation = simulation(IntStream.range(0, 2 + random.nextInt(4))
                    .mapToObj(number -> job(MigrationEstimatorTest.randomVm(random), "a", "b"))
                    .toArray(SimulatedJob[]::new));
            int[][] chain = chain(simulation.size());

            SimulationResult together = simulation.run(StartOrder.parallel());
            SimulationResult inARow = simulation.run(StartOrder.afterPredecessors(chain));

            for (int job = 0; job < simulation.size(); job++) {
                if (!together.forced(job)) {
                    assertThat(inARow.forced(job)).as("seed %d", seed).isFalse();
                    assertThat(together.passage(job).bytes())
                            .as("seed %d", seed)
                            .isGreaterThanOrEqualTo(inARow.passage(job).bytes() * (1 - 1e-9));
                }
            }
        }
    }

    private static int[][] chain(int jobs) {
        return IntStream.range(0, jobs)
                .mapToObj(job -> job == 0 ? new int[0] : new int[] {job - 1})
                .toArray(int[][]::new);
    }

    @Test
    @Timeout(60)
    void thousandMigrationsOver250Hosts_areNoShorterThanTheirBusiestLinkAllows() {
        Random random = new Random(9);
        List<String> hosts = IntStream.range(0, 250).mapToObj(i -> "h" + i).toList();
        NetworkProfile network = NetworkProfile.star(hosts, DataRate.parse("10Gbit/s"));
        List<SimulatedJob> jobs = new ArrayList<>();
        Map<Link, Double> seconds = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            int from = random.nextInt(250);
            int to = (from + 1 + random.nextInt(249)) % 250;
            SimulatedJob job = SimulatedJob.of(
                    MigrationEstimatorTest.randomVm(random), network.path(hosts.get(from), hosts.get(to)));
            jobs.add(job);
            double bytes = job.vm().firstRound().bytes();
            job.path()
                    .links()
                    .forEach(link -> seconds.merge(link, bytes / link.capacity().bytesPerSecond(), Double::sum));
        }

        double makespan =
                new FluidSimulation(ESTIMATOR, jobs).run(StartOrder.parallel()).makespanSeconds();

        double busiest = Collections.max(seconds.values());
        assertThat(makespan).isBetween(1.5 + busiest, 1.5 + 7 * busiest);
    }
}
