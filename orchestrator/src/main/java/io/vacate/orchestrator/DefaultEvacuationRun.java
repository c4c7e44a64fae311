package io.vacate.orchestrator;

import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.orchestrator.execute.Execution;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.execute.PlanExecutor;
import io.vacate.orchestrator.execute.RunListener;
import io.vacate.orchestrator.execute.Threads;
import io.vacate.orchestrator.location.EndWatch;
import io.vacate.orchestrator.progress.ProgressTracker;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.report.EvacuationReport;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
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
            PreparedEvacuation prepared,
            Execution execution,
            Expectations expectations,
            EndWatch ends,
            Instant begin,
            TimeSource time,
            Threads threads) {
        this.execution = execution;
        this.tracker = new ProgressTracker(time, begin, prepared.moves(), expectations::expected, execution::states);
        this.completion = execution
                .completion()
                .thenApply(results -> concluding(prepared, results, Duration.between(begin, time.instant()), ends))
                .thenApplyAsync(Supplier::get, threads.prompt())
                .whenComplete((report, bug) -> ends.close());
    }

    /** Returns what asks the hosts, which blocks. */
    private Supplier<EvacuationReport> concluding(
            PreparedEvacuation prepared, List<MoveResult> results, Duration elapsed, EndWatch ends) {
        return () -> new Conclusion(prepared, execution.id(), results, execution.hostProblems(), elapsed, ends)
                .report(wasCancelled && execution.isCancelling(), wasTimedOut && execution.isCancelling());
    }

    static EvacuationRun start(PreparedEvacuation prepared, RunListener listener, TimeSource time, Threads threads) {
        EvacuationRequest request = prepared.request();
        EndWatch ends = EndWatch.listen(prepared.hosts());
        Instant begin = time.instant();
        Expectations expectations = new Expectations(prepared, time);
        Execution execution = new PlanExecutor(request.policy(), request.journal(), time, threads)
                .with(request.power())
                .start(prepared.steps(), prepared.destinations(), request.headroom(), ends, expectations, listener);
        DefaultEvacuationRun run =
                new DefaultEvacuationRun(prepared, execution, expectations, ends, begin, time, threads);
        request.timeout().ifPresent(limit -> run.limitTime(limit, time));
        return run;
    }

    private void limitTime(Duration limit, TimeSource time) {
        try {
            ScheduledTask alarm = time.schedule(limit, () -> {
                if (!wasCancelled) {
                    wasTimedOut = true;
                    execution.requestCancel(timedOut(limit));
                }
            });
            execution.completion().whenComplete((results, failure) -> alarm.cancel());
        } catch (RuntimeException | Error noTimer) {
            // VMs are on their way: whoever asked for this must get the run in any case.
            LOG.error("The evacuation goes on without its time limit of {}", limit, noTimer);
        }
    }

    /** Returns what results say of VMs that the time limit stopped, in the words of the command's option. */
    static String timedOut(Duration limit) {
        return "stopped by --timeout after %s s"
                .formatted(BigDecimal.valueOf(limit.toMillis(), 3)
                        .stripTrailingZeros()
                        .toPlainString());
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
