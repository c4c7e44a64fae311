package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.model.plan.Strategy;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.progress.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForecastTest {
    private static final Duration STEP = Duration.ofMillis(100);

    private static List<RunProgress> samples(Rack rack, EvacuationRun run) {
        List<RunProgress> samples = new ArrayList<>();
        while (!run.completion().toCompletableFuture().isDone()) {
            samples.add(run.progress());
            rack.world.advance(STEP);
        }
        samples.add(run.progress());
        return samples;
    }

    @ParameterizedTest
    @EnumSource
    void fractionNeverFallsAndEndsAtOne(Strategy strategy) {
        try (Rack rack = Rack.usual()) {
            List<RunProgress> samples = samples(
                    rack, rack.start(rack.request("alpha", "beta", "gamma").strategy(strategy)));

            assertThat(samples).extracting(RunProgress::fraction).isSorted();
            RunProgress last = samples.get(samples.size() - 1);
            assertThat(last.fraction()).isEqualTo(1);
            assertThat(last.remaining()).isZero();
            assertThat(last.moves()).extracting(MoveProgress::stage).containsOnly(Stage.MOVED);
            for (int vm = 0; vm < 4; vm++) {
                int index = vm;
                assertThat(samples)
                        .extracting(sample -> sample.moves().get(index).fraction())
                        .isSorted();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void forecastIsNearTheTruthAndSmooth(Strategy strategy) {
        try (Rack rack = Rack.usual()) {
            List<RunProgress> samples = samples(
                    rack, rack.start(rack.request("alpha", "beta", "gamma").strategy(strategy)));

            double total = seconds(samples.get(samples.size() - 1).elapsed());
            for (int i = 1; i < samples.size() - 1; i++) {
                RunProgress sample = samples.get(i);
                double end = seconds(sample.elapsed()) + seconds(sample.remaining());
                // Simulated hosts have twice the fixed costs that are assumed before anything was learned.
                assertThat(end).as("forecast after %s", sample.elapsed()).isBetween(0.7 * total, 1.3 * total);
                double before = seconds(samples.get(i - 1).remaining());
                // One display step may not take back more than a second.
                assertThat(seconds(sample.remaining())).isLessThan(before + 1);
            }
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
