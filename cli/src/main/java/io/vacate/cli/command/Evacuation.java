package io.vacate.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationJob;
import io.vacate.cli.display.EstimatePrinter;
import io.vacate.cli.display.ReportPrinter;
import io.vacate.cli.display.RunDisplay;
import io.vacate.cli.display.Style;
import io.vacate.cli.json.EvacuationJson;
import io.vacate.cli.json.JsonDocument;
import io.vacate.cli.terminal.Console;
import io.vacate.cli.terminal.Interrupts;
import io.vacate.cli.terminal.WallClock;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.Evacuator;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One evacuation as a command runs it: prepare, say the estimate, execute under a display, say the result. */
final class Evacuation {
    private static final long FRAME_MILLIS = 100;

    private final String command;
    private final Console console;
    private final OutputOptions output;
    private final Optional<Duration> stopTimeout;
    private final Interruption interruption;
    private final Evacuator evacuator = new Evacuator();

    /** @param stopTimeout how long migrations may take to stop after a signal; as long as they need if empty */
    Evacuation(String command, Console console, OutputOptions output, Optional<Duration> stopTimeout) {
        this.command = command;
        this.console = console;
        this.output = output;
        this.stopTimeout = stopTimeout;
        this.interruption = Interruption.listen(console, output.json);
    }

    PreparedEvacuation prepare(EvacuationRequest request) {
        CompletableFuture<PreparedEvacuation> preparation =
                evacuator.prepareAsync(request).toCompletableFuture();
        if (!preparation.isDone()) {
            output.display(console).say("Watching what the VMs write to their memory…");
        }
        return preparation.join();
    }

    /** Says what would be done, and no more. */
    int plan(PreparedEvacuation prepared) {
        int code = prepared.lateness(WallClock.instant()).isPresent() ? ExitCode.REFUSED : ExitCode.OK;
        if (output.json) {
            console.out()
                    .println(JsonDocument.text(
                            EvacuationJson.planned(command, prepared).put("exit_code", code)));
        } else {
            EstimatePrinter printer = new EstimatePrinter(console.out(), style());
            printer.summary(prepared);
            printer.plan(prepared);
            console.out().println(prepared.isEmpty() ? "Nothing to do: no VM would move." : "Nothing was changed.");
        }
        return code;
    }

    /** Does it. The estimate is a result too, and comes before anything is changed. */
    EvacuationReport execute(PreparedEvacuation prepared) throws InterruptedException {
        if (!output.json) {
            EstimatePrinter printer = new EstimatePrinter(console.out(), style());
            printer.summary(prepared);
            printer.plan(prepared);
        }
        EvacuationReport report = run(prepared);
        interruption.release();
        return report;
    }

    /** Does it as one of several, without a word on standard output. */
    EvacuationReport step(PreparedEvacuation prepared) throws InterruptedException {
        EvacuationReport report = run(prepared);
        interruption.pause();
        return report;
    }

    /** Returns the signal that asked to stop, if there was one. */
    Optional<Interrupts.Signal> signal() {
        return interruption.signal();
    }

    /** From now on the command ends by itself at once. */
    void release() {
        interruption.release();
    }

    /** Moves one VM in the same command, without a plan. */
    int single(VM vm, Host destination, Supplier<MigrationJob> start, SingleJob.Wording wording) {
        return new SingleJob(command, console, output, vm, destination).run(interruption, start, wording);
    }

    private EvacuationReport run(PreparedEvacuation prepared) throws InterruptedException {
        RunDisplay display = output.display(console);
        GuardedRun guarded = interruption.guard(() -> new GuardedRun(evacuator.execute(prepared, display)));
        CompletableFuture<EvacuationReport> completion = guarded.completion();
        while (true) {
            try {
                EvacuationReport report = completion.get(FRAME_MILLIS, TimeUnit.MILLISECONDS);
                if (!report.moves().isEmpty()) {
                    guarded.progress().ifPresent(display::end);
                }
                return report;
            } catch (TimeoutException goesOn) {
                boolean isStopping = interruption.signal().isPresent();
                guarded.progress().ifPresent(isStopping ? display::showStopping : display::show);
            } catch (ExecutionException bug) {
                throw new IllegalStateException("The evacuation broke off: " + bug.getCause(), bug);
            }
            stopTimeout.ifPresent(interruption::leaveAfter);
        }
    }

    /** Says what became of it, and returns the exit code. */
    int conclude(PreparedEvacuation prepared, EvacuationReport report) {
        int code = exitCode(report);
        if (output.json) {
            ObjectNode document = EvacuationJson.done(command, prepared, report);
            console.out().println(JsonDocument.text(document.put("exit_code", code)));
        } else {
            new ReportPrinter(console.out(), style()).print(report, prepared);
        }
        return code;
    }

    private int exitCode(EvacuationReport report) {
        if (report.status() == RunStatus.COMPLETE) {
            return ExitCode.OK;
        }
        return interruption.signal().map(Interrupts.Signal::exitCode).orElse(ExitCode.INCOMPLETE);
    }

    private Style style() {
        return output.outputStyle(console);
    }
}
