package io.vacate.bench.testbed;

import io.vacate.api.Host;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.Evacuator;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.execute.RunListener;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import java.util.List;
import java.util.Optional;

/**
 * Empties hosts as {@code vacate evacuate} does: it measures the VMs, chooses where they go, plans, moves and reports. For one
 * thread.
 */
final class Evacuations {
    private final Evacuator evacuator = new Evacuator();
    private final Optional<DataRate> link;
    private Calibration learned = Calibration.prior();

    /**
     * Knows nothing of earlier migrations.
     *
     * @param link what an operator tells of the links, as with {@code --link}; empty to leave that to learning
     */
    Evacuations(Optional<DataRate> link) {
        this.link = link;
    }

    /** Returns what has been learned. */
    Calibration learned() {
        return learned;
    }

    /** Moves all VMs away from some hosts; nothing is learned, so that each way is predicted by the same knowledge. */
    EvacuationReport evacuate(List<Host> from, List<Host> to, Way way) {
        EvacuationRequest.Builder request = EvacuationRequest.builder(from, to);
        way.apply(request);
        return run(request);
    }

    /**
     * Moves one VM to each of the other hosts and back, and learns from that.
     *
     * @throws IllegalStateException if it does not get there or back
     */
    void learnFrom(VmId vm, Host home, List<Host> others) {
        for (Host away : others) {
            learned = learned.updatedWith(move(vm, home, away).observations());
            learned = learned.updatedWith(move(vm, away, home).observations());
        }
    }

    /** Moves one VM, and learns nothing: the first migration of all is slower than any other. */
    EvacuationReport move(VmId vm, Host from, Host to) {
        EvacuationReport report =
                run(EvacuationRequest.builder(List.of(from), List.of(to)).vm(vm));
        if (report.moved() != 1) {
            throw new IllegalStateException("VM %s did not move to %s: %s".formatted(vm, to.uri(), report.moves()));
        }
        return report;
    }

    /**
     * Brings VMs back that were evacuated, one by one.
     *
     * @throws IllegalStateException if one does not return
     */
    void bringBack(List<Host> from, Host home) {
        EvacuationReport report = evacuate(from, List.of(home), Way.ONE_BY_ONE);
        if (report.status() != RunStatus.COMPLETE) {
            throw new IllegalStateException("some did not return to %s: %s".formatted(home.uri(), report.problems()));
        }
    }

    private EvacuationReport run(EvacuationRequest.Builder request) {
        link.ifPresent(request::linkSpeed);
        PreparedEvacuation prepared =
                evacuator.prepare(request.calibration(learned).build());
        return evacuator
                .execute(prepared, RunListener.NONE)
                .completion()
                .toCompletableFuture()
                .join();
    }
}
