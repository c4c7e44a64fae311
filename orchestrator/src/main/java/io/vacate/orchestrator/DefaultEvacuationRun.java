package io.vacate.orchestrator;

import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.orchestrator.execute.Execution;
import io.vacate.orchestrator.execute.PlanExecutor;
import io.vacate.orchestrator.execute.RunListener;
import io.vacate.orchestrator.execute.Threads;
import io.vacate.orchestrator.progress.ProgressTracker;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.report.EvacuationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An execution, followed by the questions to the hosts from which its report is made. */
final class DefaultEvacuationRun implements EvacuationRun {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultEvacuationRun.class);

    private final Execution execution;
    private final ProgressTracker tracker;
    private final CompletionStage<EvacuationReport> completion;
    private volatile boolean wasCancelled;
    private volatile boolean wasTimedOut;

    private DefaultEvacuationRun(
            PreparedEvacuation prepared, Execution execution, Instant begin, TimeSource time, Threads threads) {
        this.execution = execution;
        this.tracker = new ProgressTracker(time, begin, prepared.plan().moves(), prepared.costs(), execution::states);
        this.completion = execution
                .completion()
                .thenApply(results ->
                        new Conclusion(prepared, execution.id(), results, Duration.between(begin, time.instant())))
                .thenApplyAsync(
                        conclusion -> conclusion.report(
                                wasCancelled && execution.isCancelling(), wasTimedOut && execution.isCancelling()),
                        threads.prompt());
    }

    static EvacuationRun start(PreparedEvacuation prepared, RunListener listener, TimeSource time, Threads threads) {
        EvacuationRequest request = prepared.request();
        Instant begin = time.instant();
        Execution execution = new PlanExecutor(request.policy(), request.journal(), time, threads)
                .start(prepared.moves(), request.destinations(), request.headroom(), listener);
        DefaultEvacuationRun run = new DefaultEvacuationRun(prepared, execution, begin, time, threads);
        request.timeout().ifPresent(limit -> run.limitTime(limit, time));
        return run;
    }

    private void limitTime(Duration limit, TimeSource time) {
        try {
            ScheduledTask alarm = time.schedule(limit, () -> {
                LOG.warn("The evacuation is cancelled after {}", limit);
                wasTimedOut = true;
                execution.requestCancel();
            });
            execution.completion().whenComplete((results, failure) -> alarm.cancel());
        } catch (RuntimeException | Error noTimer) {
            // VMs are on their way: whoever asked for this must get the run in any case.
            LOG.error("The evacuation goes on without its time limit of {}", limit, noTimer);
        }
    }

    @Override
    public RunProgress progress() {
        return tracker.sample();
    }

    @Override
    public boolean requestCancel() {
        wasCancelled = true;
        return execution.requestCancel();
    }

    @Override
    public CompletionStage<EvacuationReport> completion() {
        return completion;
    }
}
