package io.vacate.orchestrator.execute;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.vm.VmId;
import io.vacate.model.live.LiveEstimate;
import io.vacate.model.live.LiveEstimate.TimeInterval;
import io.vacate.model.live.LiveEstimator;
import io.vacate.model.live.LiveEstimator.Lesson;
import io.vacate.model.live.LiveKnowledge;
import io.vacate.model.live.SteadyCountdown;
import io.vacate.model.live.Verdict;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is expected of one attempt of a move: all that the plan knew, corrected by its samples, whoever takes them. Thread-safe;
 * no method blocks.
 */
public final class JobForecast {
    private static final Logger LOG = LoggerFactory.getLogger(JobForecast.class);

    /** A migration that prepares is taken to send from then on. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final LiveEstimator estimator;
    private final SteadyCountdown countdown = new SteadyCountdown();
    private Duration remaining;
    private Duration shown;
    private Duration newest = Duration.ZERO;
    private MigrationState state = MigrationState.PREPARING;
    private Verdict verdict = new Verdict.Undecided(0);

    JobForecast(LiveKnowledge known) {
        estimator = new LiveEstimator(known);
        remaining = known.expectedTotal().orElse(Duration.ZERO);
        shown = remaining;
    }

    /** Takes a sample of this attempt; one that came too late, or goes back otherwise, is left out. */
    public synchronized void take(MigrationProgress sample) {
        if (sample.elapsed().compareTo(newest) < 0) {
            return;
        }
        try {
            LiveEstimate estimate = estimator.accept(sample);
            newest = sample.elapsed();
            state = sample.state();
            remaining = estimate.remaining();
            verdict = estimate.verdict();
            shown = countdown.show(estimate).remaining();
        } catch (RuntimeException backwards) {
            // A driver that breaks its promise spoils a forecast, not a run.
            LOG.debug("A sample is left out of the forecast", backwards);
        }
    }

    /** Returns the time that is left as of the newest sample, for people to look at. */
    public synchronized Duration shown() {
        return shown;
    }

    /** Returns the time that is left as of the newest sample. */
    synchronized Duration remaining() {
        return remaining;
    }

    /** Returns whether it converges, as of the newest sample. */
    synchronized Verdict verdict() {
        return verdict;
    }

    /** Returns when it sends, counted from now. */
    synchronized TimeInterval sending() {
        return switch (state) {
            case PREPARING -> new TimeInterval(SOON, SOON.plus(remaining));
            case COPYING, POST_COPY -> new TimeInterval(Duration.ZERO, remaining);
            default -> new TimeInterval(Duration.ZERO, Duration.ZERO);
        };
    }

    /** Takes note of when others send over its links. */
    synchronized void others(List<TimeInterval> sending) {
        estimator.others(sending);
    }

    /** Takes note that it may stand still for longer. */
    synchronized void downtimeLimit(Duration limit) {
        estimator.downtimeLimit(limit);
    }

    /** Returns what there is to learn from this attempt, which has moved the VM in such a time. */
    synchronized Lesson lesson(VmId vm, Duration total) {
        return estimator.lesson(vm, total);
    }
}
