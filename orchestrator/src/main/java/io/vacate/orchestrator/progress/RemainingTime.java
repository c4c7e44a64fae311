package io.vacate.orchestrator.progress;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.live.LiveEstimator;
import io.vacate.model.live.LiveKnowledge;
import io.vacate.model.live.SteadyCountdown;
import io.vacate.model.plan.PlannedMove;
import io.vacate.model.profile.FixedCosts;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long one attempt of a move will still take, for people to look at: what the plan predicted, corrected by what its
 * samples show. Belongs to one thread at a time.
 */
final class RemainingTime {
    /** A plan in which next to nothing is sent has no rate that means anything. */
    private static final DataRate MOST_RATE = DataRate.ofMegabitsPerSecond(100_000);

    private static final Logger LOG = LoggerFactory.getLogger(RemainingTime.class);

    private final LiveEstimator estimator;
    private final SteadyCountdown countdown = new SteadyCountdown();
    private Duration shown = Duration.ZERO;

    /**
     * Begins with an attempt.
     *
     * @param planned what the plan predicts of the move
     * @param request how it is migrated
     * @param sendBudget after so much data something is done about a migration that does not converge
     * @param costs the fixed costs that the plan reckons with
     */
    RemainingTime(PlannedMove planned, MigrationRequest request, DataSize sendBudget, FixedCosts costs) {
        LiveKnowledge.Builder known = LiveKnowledge.builder(
                        planned.estimate().terms().rate().min(MOST_RATE))
                .vm(planned.move().vm())
                .costs(costs)
                .mode(request.mode())
                .sendBudget(sendBudget)
                .expectedTotal(planned.predictedEnd().minus(planned.predictedStart()));
        request.autoConverge().ifPresent(known::autoConverge);
        request.downtime().ifPresent(known::downtimeLimit);
        estimator = new LiveEstimator(known.build());
    }

    /** Returns what is left as of a sample, each of the same attempt and not older than the one before. */
    Duration of(MigrationProgress seen) {
        try {
            shown = countdown.show(estimator.accept(seen)).remaining();
        } catch (RuntimeException backwards) {
            // A driver that breaks its promise spoils a display, not a run.
            LOG.debug("A sample is left out of the forecast", backwards);
        }
        return shown;
    }
}
