package io.vacate.orchestrator.execute;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.model.live.LiveEstimator;
import io.vacate.model.live.LiveKnowledge;
import io.vacate.model.live.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Foretells of one running migration that it will not converge, and says so once. Those that something else will end, such
 * as throttling or post-copy, are left alone. Belongs to one thread at a time.
 */
final class ConvergenceForecast {
    private static final Logger LOG = LoggerFactory.getLogger(ConvergenceForecast.class);

    /** Until the first samples have told. */
    private static final DataRate USUAL_RATE = DataRate.ofMegabitsPerSecond(1000);

    private @Nullable LiveEstimator estimator;

    ConvergenceForecast(VmMove move) {
        MigrationRequest request = move.request();
        if (request.mode() instanceof MigrationMode.PreCopy
                && request.autoConverge().isEmpty()) {
            LiveKnowledge.Builder known = LiveKnowledge.builder(
                            request.bandwidth().filter(limit -> !limit.isZero()).orElse(USUAL_RATE))
                    .sendBudget(move.sendBudget());
            request.downtime().ifPresent(known::downtimeLimit);
            estimator = new LiveEstimator(known.build());
        }
    }

    /** Takes the next sample, and returns a verdict the first time that it is one to be told. */
    Optional<Verdict.DoesNotConverge> take(MigrationProgress sample) {
        if (estimator == null) {
            return Optional.empty();
        }
        try {
            if (estimator.accept(sample).verdict() instanceof Verdict.DoesNotConverge verdict) {
                estimator = null;
                return Optional.of(verdict);
            }
        } catch (RuntimeException backwards) {
            // A driver that breaks its promise loses the forecast, not the migration.
            LOG.warn("There will be no forecast of whether a migration converges", backwards);
            estimator = null;
        }
        return Optional.empty();
    }
}
