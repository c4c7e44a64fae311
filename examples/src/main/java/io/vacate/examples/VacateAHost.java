package io.vacate.examples;

import io.vacate.api.Host;
import io.vacate.orchestrator.EvacuationRequest;
import io.vacate.orchestrator.EvacuationRun;
import io.vacate.orchestrator.Evacuator;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.execute.RunListener;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.sim.SimWorld;
import java.io.PrintStream;
import java.util.List;

/** Empties a host: what would happen and how long it would take, then the doing of it, then what came of it. */
public final class VacateAHost {
    private VacateAHost() {}

    /**
     * Runs the example on simulated hosts.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        vacate(System.out);
    }

    static EvacuationReport vacate(PrintStream out) {
        try (SimWorld world = SimulatedRack.twoHosts();
                Host alpha = world.open("alpha");
                Host beta = world.open("beta")) {
            // Workers of its own keep the simulation on this thread; with real hosts: new Evacuator().
            Evacuator evacuator = new Evacuator(Runnable::run);
            EvacuationRequest request = EvacuationRequest.builder(List.of(alpha), List.of(beta))
                    .linkSpeed(SimulatedRack.NETWORK)
                    .build();

            // Nothing has changed yet. With real hosts: evacuator.prepare(request).
            PreparedEvacuation prepared = world.runUntil(evacuator.prepareAsync(request));
            prepared.assumptions().forEach(out::println);
            prepared.plan()
                    .moves()
                    .forEach(move -> out.printf(
                            "%s: %.1f s to %.1f s%n",
                            move.move().vm().name(),
                            move.predictedStart().toMillis() / 1e3,
                            move.predictedEnd().toMillis() / 1e3));

            EvacuationRun run = evacuator.execute(prepared, RunListener.NONE);
            EvacuationReport report = world.runUntil(run.completion());
            out.printf(
                    "%s: %d VMs in %.1f s, predicted %.1f s%n",
                    report.status(),
                    report.moved(),
                    report.elapsed().toMillis() / 1e3,
                    report.plan().aggregateTime().p50().toMillis() / 1e3);
            return report;
        }
    }
}
