package io.vacate.kit;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.sim.DirtyCurve;
import io.vacate.sim.SimDriver;
import io.vacate.sim.SimHost;
import io.vacate.sim.SimVm;
import io.vacate.sim.SimWorld;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Two simulated hosts in time that passes when the kit lets it. */
abstract class SimKit extends DriverConformanceKit {
    private static final String SILENT = "silent";

    private final DriverProvider driver = new SimDriver();
    private final SimWorld world;

    SimKit(Capability... missing) {
        this(DataRate.ofMebibytesPerSecond(119), missing);
    }

    SimKit(DataRate network, Capability... missing) {
        world = SimWorld.builder()
                .host(host("alpha", network, missing))
                .host(host("beta", network, missing))
                .host(host(SILENT, network, missing))
                .faults(faults -> faults.refuseConnections(SILENT))
                .checkInvariants()
                .build();
    }

    private static SimHost host(String name, DataRate network, Capability... missing) {
        return SimHost.builder(name, DataSize.ofMebibytes(4096))
                .network(network)
                .without(missing)
                .build();
    }

    SimWorld world() {
        return world;
    }

    @Override
    protected DriverProvider driver() {
        return driver;
    }

    @Override
    protected List<HostUri> hosts() {
        return List.of(world.uri("alpha"), world.uri("beta"));
    }

    @Override
    protected VmId makeGuest(DriverSession host, GuestWish wish) {
        SimVm vm = SimVm.builder(wish.name(), wish.memory())
                .used(wish.used())
                .dirty(DirtyCurve.of(wish.writes(), wish.workingSet()))
                .build();
        return world.start(host.uri().fragment().orElseThrow(), vm);
    }

    @Override
    protected void closeHosts() {
        world.close();
    }

    @Override
    protected void letTimePass(Duration time) {
        world.advance(time);
    }

    @Override
    protected void removeStateFile(String file) {
        // Files of simulated hosts end with their world.
    }

    @Override
    protected Optional<MemoryCheck> memoryCheck() {
        return Optional.of((vm, name, where) -> {
            world.assertInvariants();
            try (Host host = Hosts.open(where.toString())) {
                VmState state = host.vm(name).status().state();
                return state == VmState.RUNNING ? List.of() : List.of("%s is %s".formatted(name, state));
            }
        });
    }

    @Override
    protected Optional<HostFaults> hostFaults() {
        return Optional.of(new HostFaults() {
            @Override
            public void cut(HostUri host) {
                world.faults().crashDaemon(host.fragment().orElseThrow());
            }

            @Override
            public void heal(HostUri host) {
                world.faults().restart(host.fragment().orElseThrow());
            }
        });
    }

    @Override
    protected Optional<UnreadableUri> unreadableUri() {
        return Optional.of(new UnreadableUri(HostUri.parse("sim:%s#nosuch".formatted(world.name())), "nosuch"));
    }

    @Override
    protected Optional<HostUri> unreachableHost() {
        return Optional.of(world.uri(SILENT));
    }
}
