package io.vacate.examples;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.sim.DirtyCurve;
import io.vacate.sim.SimHost;
import io.vacate.sim.SimVm;
import io.vacate.sim.SimWorld;

/** The simulated hosts of the examples: made in code, in time that passes only when told to. */
final class SimulatedRack {
    /** Each host's link. */
    static final DataRate NETWORK = DataRate.ofMegabitsPerSecond(500);

    private SimulatedRack() {}

    /** Returns a world in which {@code alpha} runs an idle VM and a busy one, and {@code beta} is empty. */
    static SimWorld twoHosts() {
        return SimWorld.builder()
                .host(SimHost.builder("alpha", DataSize.parse("8GiB"))
                        .network(NETWORK)
                        .vm(SimVm.builder("web", DataSize.parse("512MiB")).build())
                        .vm(SimVm.builder("database", DataSize.parse("1GiB"))
                                .dirty(DirtyCurve.of(DataRate.parse("20MiB/s"), DataSize.parse("256MiB")))
                                .build())
                        .build())
                .host(SimHost.builder("beta", DataSize.parse("8GiB"))
                        .network(NETWORK)
                        .build())
                .build();
    }
}
