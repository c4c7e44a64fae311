package io.vacate.bench.model;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.Path;
import io.vacate.model.simulation.FluidSimulation;
import io.vacate.model.simulation.MigrationEstimator;
import io.vacate.model.simulation.SimulatedJob;
import io.vacate.model.simulation.SimulationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The prediction of many migrations that start at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SimulationBenchmark {
    /** How many migrations. */
    @Param({"100", "1000", "5000", "10000", "20000"})
    public int migrations;

    /** The part of them that has a cap. */
    @Param({"0", "0.5", "1"})
    public double capped;

    private List<SimulatedJob> jobs = List.of();
    private FluidSimulation simulation = new FluidSimulation(MigrationEstimator.PRIOR, jobs);

    /** Makes the jobs. */
    @Setup
    public void prepare() {
        Star star = new Star(migrations, capped);
        List<SimulatedJob> made = new ArrayList<>();
        for (int i = 0; i < migrations; i++) {
            int from = star.from[i];
            int to = star.to[i];
            Path path = Path.of(
                    "host" + from, "host" + to, List.of(link("up" + from), link("down" + to)), rate(star.cap[i]));
            made.add(SimulatedJob.of(Vms.vm(i, star.mebibytes[i]), path));
        }
        jobs = made;
        simulation = simulation();
    }

    private static Link link(String name) {
        return new Link(name, rate(Star.LINK));
    }

    private static DataRate rate(double bytesPerSecond) {
        return DataRate.ofBytesPerSecond((long) bytesPerSecond);
    }

    private FluidSimulation simulation() {
        return new FluidSimulation(MigrationEstimator.PRIOR, jobs);
    }

    /** Runs a simulation that was made before, as for each order that a planner compares. */
    @Benchmark
    public SimulationResult simulate() {
        return simulation.run(StartOrder.parallel());
    }

    /** Makes a simulation and runs it once. */
    @Benchmark
    public SimulationResult simulateOnce() {
        return simulation().run(StartOrder.parallel());
    }
}
