package io.vacate.model.live;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Seconds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long a suspend-copy-resume will still take: the present phase by its bytes where they are told, else by what was
 * predicted, and the phases to come as predicted. Belongs to one thread.
 */
final class PhaseForecast {
    private static final List<Phase> ORDER =
            List.of(Phase.PREPARE, Phase.SUSPEND, Phase.TRANSFER, Phase.RESUME, Phase.FINISH);

    private final Map<Phase, Duration> times;
    private @Nullable Phase present;
    private Duration since = Duration.ZERO;

    PhaseForecast(Map<Phase, Duration> times) {
        this.times = times;
    }

    double remaining(MigrationProgress sample) {
        Phase now = sample.phase().orElse(Phase.PREPARE);
        if (now != present) {
            present = now;
            since = sample.elapsed();
        }
        double spent = Seconds.of(sample.elapsed().minus(since));
        double left = leftOf(sample, now, spent);
        for (Phase later : ORDER.subList(ORDER.indexOf(now) + 1, ORDER.size())) {
            left += expected(later);
        }
        return left;
    }

    private double leftOf(MigrationProgress sample, Phase phase, double spent) {
        double rate = sample.rate().orElse(DataRate.ZERO).bytesPerSecond();
        if (phase == Phase.TRANSFER && rate > 0 && sample.remaining().isPresent()) {
            return sample.remaining().orElse(DataSize.ZERO).bytes() / rate;
        }
        double expected = expected(phase);
        return Math.max(expected - spent, LiveEstimator.OVERDUE_SHARE * expected);
    }

    private double expected(Phase phase) {
        return Seconds.of(times.getOrDefault(phase, Duration.ZERO));
    }
}
