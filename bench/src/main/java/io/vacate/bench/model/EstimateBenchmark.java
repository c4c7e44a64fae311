package io.vacate.bench.model;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.profile.VmProfile;
import io.vacate.model.simulation.MigrationEstimator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The prediction of one migration alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EstimateBenchmark {
    private final VmProfile vm = Vms.vm(7, 4096);
    private final DataRate rate = DataRate.ofMebibytesPerSecond(112);

    /** Estimates a VM of 4 GiB that rewrites 28 MiB/s, over 1 Gbit/s. */
    @Benchmark
    public MigrationEstimate estimate() {
        return MigrationEstimator.PRIOR.estimate(vm, rate);
    }
}
