package io.vacate.orchestrator.execute;

import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.unit.DataSize;
import io.vacate.model.live.Verdict;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at running migrations once a second for those that do not converge and would otherwise go on for ever: it tells
 * early of those that will not, and does something about them when their send budget is used up. Those that hang are told
 * about, and stopped by their {@link io.vacate.api.migration.StallPolicy}. All methods are called on the execution's control
 * executor.
 */
final class ConvergenceWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ConvergenceWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** A forced downtime is this much longer than what is left takes, as the guest goes on writing until then. */
    private static final double DOWNTIME_MARGIN = 1.5;

    private static final long LONGEST_DOWNTIME_MILLIS = Duration.ofMinutes(10).toMillis();

    private final Execution execution;
    private final Collection<MoveRun> runs;
    private final Set<MigrationJob> stalled = new HashSet<>();
    private final Set<MigrationJob> unreadable = new HashSet<>();
    private final Map<MigrationJob, Long> forcedDowntimeMillis = new HashMap<>();
    private final Set<MigrationJob> told = new HashSet<>();
    private @Nullable ScheduledTask next;

    ConvergenceWatch(Execution execution, Collection<MoveRun> runs) {
        this.execution = execution;
        this.runs = runs;
    }

    void begin() {
        try {
            next = execution.surroundings().time().schedule(INTERVAL, () -> execution.decideLater(this::look));
        } catch (RuntimeException | Error noTimer) {
            LOG.error("Nobody watches whether migrations converge any more: they go on as they are", noTimer);
            next = null;
        }
    }

    void end() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    private void look() {
        if (next == null) {
            return;
        }
        try {
            SharedLinks.tell(runs);
        } catch (RuntimeException | Error failure) {
            // It spoils forecasts, and must not end the watch.
            LOG.debug("Which migrations share links cannot be told", failure);
        }
        runs.forEach(run -> run.job().ifPresent(job -> lookSafely(run, job)));
        begin();
    }

    /** One job that cannot be looked at must not hide the others. It has a watch of its own for hanging, and ends by itself. */
    private void lookSafely(MoveRun run, MigrationJob job) {
        try {
            look(run, job);
        } catch (RuntimeException | Error failure) {
            if (unreadable.add(job)) {
                LOG.error("The migration of {} cannot be watched", run.move().vm(), failure);
                run.tellTrouble("its progress cannot be read: " + failure);
            }
        }
    }

    private void look(MoveRun run, MigrationJob job) {
        if (run.isHeld()) {
            return; // nothing is to be seen of it, and nothing is wrong
        }
        MigrationProgress progress = job.progress();
        progress.stalled()
                .filter(still -> stalled.add(job))
                .ifPresent(still -> run.tellTrouble("no sign of progress for %d s".formatted(still.toSeconds())));
        run.forecast().ifPresent(forecast -> {
            forecast.take(progress);
            tell(run, job, forecast);
        });
        if (progress.state() != MigrationState.COPYING && progress.state() != MigrationState.PREPARING) {
            return;
        }
        if (progress.transferred().orElse(DataSize.ZERO).compareTo(budget(run.move(), progress)) > 0) {
            spentBudget(run, job, progress);
        }
    }

    /** Those that something else will end, such as throttling or post-copy, are left alone. */
    private void tell(MoveRun run, MigrationJob job, JobForecast forecast) {
        MigrationRequest request = run.move().request();
        if (!(request.mode() instanceof MigrationMode.PreCopy)
                || request.autoConverge().isPresent()) {
            return;
        }
        Verdict verdict = forecast.verdict();
        if (verdict instanceof Verdict.DoesNotConverge sure && verdict.isSureAlarm() && told.add(job)) {
            run.tellNotConverging(sure);
        } else if (!verdict.isAlarm() && told.remove(job)) {
            run.tellConvergesAfterAll(forecast.remaining());
        }
    }

    /** Disks that are copied along count among what is sent, and not among what does not converge. */
    private static DataSize budget(VmMove move, MigrationProgress progress) {
        boolean copiesDisks = move.request().storageCopy() != StorageCopy.NONE;
        DataSize disks = copiesDisks ? progress.total().orElse(DataSize.ZERO) : DataSize.ZERO;
        return move.sendBudget().plus(disks);
    }

    private void spentBudget(MoveRun run, MigrationJob job, MigrationProgress progress) {
        if (execution.surroundings().policy().nonConvergence() == ExecutionPolicy.NonConvergence.FORCE) {
            long millis = downtimeThatFits(progress);
            Long before = forcedDowntimeMillis.get(job);
            if (before == null || millis > before) {
                forcedDowntimeMillis.put(job, millis);
                run.tellTrouble("does not converge: it may now stand still for %d ms".formatted(millis));
                execution.promptly(() -> force(run, job, Duration.ofMillis(millis)));
            }
        } else if (forcedDowntimeMillis.putIfAbsent(job, 0L) == null) {
            giveUp(run);
        }
    }

    private static long downtimeThatFits(MigrationProgress progress) {
        double rate =
                Math.max(1, progress.rate().map(value -> value.bytesPerSecond()).orElse(1L));
        double seconds = progress.remaining().orElse(DataSize.ZERO).bytes() / rate;
        return Math.max(1, Math.min(LONGEST_DOWNTIME_MILLIS, Math.round(seconds * DOWNTIME_MARGIN * 1e3)));
    }

    private void force(MoveRun run, MigrationJob job, Duration downtime) {
        try {
            job.requestDowntime(downtime);
            execution.decideLater(run, () -> run.forecast().ifPresent(forecast -> forecast.downtimeLimit(downtime)));
        } catch (RuntimeException | Error refused) {
            LOG.warn("The downtime of {} cannot be raised", run.move().vm(), refused);
            execution.decideLater(run, () -> giveUp(run));
        }
    }

    private static void giveUp(MoveRun run) {
        String text = "it rewrites its memory faster than it can be sent: after %s it was given up"
                .formatted(run.move().sendBudget());
        run.tellTrouble("does not converge: giving it up, it runs on at its source");
        run.requestStop(MoveResult.Reason.DID_NOT_CONVERGE, text);
    }
}
