package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.Capability;
import io.vacate.model.batch.Strategy;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.progress.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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

    @Test
    void whatThePlanDidNotKnow_isKnownOfMovesThatFollowTheFirst() {
        // The link is assumed to be twice as fast as it is, and VMs to use all of their memory.
        Rack.Builder rack = Rack.of().host("alpha", 8192);
        for (int vm = 1; vm <= 8; vm++) {
            rack.vm("idle-" + vm, 512);
        }
        try (Rack open = rack.host("beta", 8192).build()) {
            EvacuationRequest.Builder request = EvacuationRequest.builder(open.hosts("alpha"), open.hosts("beta"));
            List<RunProgress> samples = samples(open, open.start(request.strategy(Strategy.SEQUENTIAL)));

            double total = seconds(samples.get(samples.size() - 1).elapsed());
            for (RunProgress sample : samples) {
                double elapsed = seconds(sample.elapsed());
                if (elapsed > 0.3 * total) {
                    assertThat(elapsed + seconds(sample.remaining())).isBetween(0.95 * total, 1.05 * total);
                }
                for (MoveProgress waiting : sample.moves()) {
                    if (waiting.stage() == Stage.WAITING && elapsed > 0.3 * total) {
                        assertThat(seconds(waiting.remaining())).isBetween(0.9 * total / 8, 1.1 * total / 8);
                    }
                }
            }
        }
    }

    @Test
    void withoutBytesTheForecastIsThePlans_andSaysSo() {
        Rack.Builder rack = Rack.of()
                .host("alpha", 4096)
                .with(host -> host.without(Capability.BYTE_PROGRESS))
                .vm("mail", 256)
                .host("beta", 4096);
        try (Rack open = rack.build()) {
            List<MoveProgress> copying = samples(open, open.start(open.request("alpha", "beta"))).stream()
                    .map(sample -> sample.moves().get(0))
                    .filter(move -> move.stage() == Stage.COPYING)
                    .toList();

            assertThat(copying).hasSizeGreaterThan(10).allMatch(MoveProgress::isEstimated);
            assertThat(copying).extracting(MoveProgress::fraction).isSorted();
        }
        try (Rack usual = Rack.usual()) {
            assertThat(samples(usual, usual.start(usual.request("alpha", "beta", "gamma"))))
                    .flatExtracting(RunProgress::moves)
                    .filteredOn(move -> move.stage() == Stage.COPYING)
                    .isNotEmpty()
                    .noneMatch(MoveProgress::isEstimated);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
