package io.vacate.cli.command;

import io.vacate.api.vm.VmId;
import io.vacate.cli.display.StopTexts;
import io.vacate.orchestrator.EvacuationRun;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.progress.Stage;
import io.vacate.orchestrator.report.EvacuationReport;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run as the command follows it: a sample that cannot be taken stops neither the run nor its being stopped. Thread-safe. */
final class GuardedRun implements Interruption.Work {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedRun.class);
    private static final String QUIT = "left before every migration had ended; ask the hosts where the VMs are: ";

    private final EvacuationRun run;
    private volatile Optional<RunProgress> last = Optional.empty();

    GuardedRun(EvacuationRun run) {
        this.run = run;
    }

    CompletableFuture<EvacuationReport> completion() {
        return run.completion().toCompletableFuture();
    }

    /** Returns how far it is, or was when that could be told last. */
    Optional<RunProgress> progress() {
        try {
            last = Optional.of(run.progress());
        } catch (RuntimeException untold) {
            LOG.debug("How far the run is cannot be told", untold);
        }
        return last;
    }

    @Override
    public void requestStop() {
        run.requestCancel();
    }

    @Override
    public List<String> stopping() {
        return List.of(
                "Stopping: no more migrations are started, and those under way are asked to stop (once more to quit at"
                        + " once)",
                progress().map(StopTexts::waitingFor).orElse("Waiting for the migrations under way"));
    }

    /** Where a VM is that is to move twice, the last of its moves says that has begun, or else the first. */
    private static Collection<MoveProgress> telling(RunProgress now) {
        Map<VmId, MoveProgress> byVm = new LinkedHashMap<>();
        for (MoveProgress move : now.moves()) {
            boolean isLaterLeg = move.stage() == Stage.WAITING && !move.move().isWhereItStarts();
            if (!isLaterLeg) {
                byVm.put(move.move().vmId(), move);
            }
        }
        return byVm.values();
    }

    @Override
    public List<String> leftBehind() {
        return progress()
                .map(now -> Stream.concat(
                                telling(now).stream().map(StopTexts::leftBehind),
                                Stream.of(QUIT + StopTexts.lookCommand(now)))
                        .toList())
                .orElse(List.of(QUIT + "vacate hosts URI..."));
    }
}
