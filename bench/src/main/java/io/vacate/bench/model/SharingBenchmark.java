package io.vacate.bench.model;

import io.vacate.model.sharing.EventQueue;
import io.vacate.model.sharing.FairShares;
import io.vacate.model.sharing.FlowNetwork;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The core of a simulation alone: flows that start at once share the network until each has sent its bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SharingBenchmark {
    private static final double MEBIBYTE = 1 << 20;

    /** How many flows. */
    @Param({"100", "1000", "5000", "10000", "20000"})
    public int migrations;

    /** The part of them that has a cap. */
    @Param({"0", "0.5", "1"})
    public double capped;

    private FlowNetwork network = FlowNetwork.builder().build();
    private double[] bytes = {};

    /** Makes the network. */
    @Setup
    public void prepare() {
        Star star = new Star(migrations, capped);
        FlowNetwork.Builder builder = FlowNetwork.builder();
        for (int link = 0; link < 2 * star.hosts; link++) {
            builder.resource(Star.LINK);
        }
        bytes = new double[migrations];
        for (int i = 0; i < migrations; i++) {
            int up = 2 * star.from[i];
            int down = 2 * star.to[i] + 1;
            int[] back = {2 * star.to[i], 2 * star.from[i] + 1};
            builder.flow(star.cap[i], new int[] {up, down}, new double[] {1, 1}, back);
            bytes[i] = star.mebibytes[i] * MEBIBYTE;
        }
        network = builder.build(0.1);
    }

    /** Returns when the last flow has sent its bytes, in seconds of the simulation. */
    @Benchmark
    public double share() {
        return new Transfers(network, bytes).run();
    }

    /** One run: what each flow has left to send. */
    private static final class Transfers {
        private final FairShares shares;
        private final EventQueue ends;
        private final double[] left;
        private final double[] since;
        private final double[] rate;
        private double now;

        Transfers(FlowNetwork network, double[] bytes) {
            shares = new FairShares(network);
            ends = new EventQueue(bytes.length);
            left = bytes.clone();
            since = new double[bytes.length];
            rate = new double[bytes.length];
        }

        double run() {
            for (int flow = 0; flow < left.length; flow++) {
                shares.join(flow);
            }
            refill();
            while (!ends.isEmpty()) {
                now = ends.nextTime();
                while (!ends.isEmpty() && ends.nextTime() == now) {
                    shares.leave(ends.poll());
                }
                refill();
            }
            return now;
        }

        private void refill() {
            int count = shares.refill();
            for (int i = 0; i < count; i++) {
                int flow = shares.refilled(i);
                left[flow] = Math.max(0, left[flow] - rate[flow] * (now - since[flow]));
                since[flow] = now;
                rate[flow] = shares.rate(flow);
                ends.schedule(flow, now + left[flow] / rate[flow]);
            }
        }
    }
}
