package io.vacate.examples;

import io.vacate.api.Host;
import io.vacate.model.batch.Plan;
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
            Plan plan = prepared.plan();
            plan.migrations().forEach(move -> out.printf("%s: %s to %s%n", move.vm(), move.start(), move.end()));

            EvacuationRun run = evacuator.execute(prepared, RunListener.NONE);
            EvacuationReport report = world.runUntil(run.completion());
            out.printf(
                    "%s: %d VMs in %s, predicted %s%n",
                    report.status(), report.moved(), report.elapsed(), plan.expected(plan.makespan()));
            return report;
        }
    }
}
