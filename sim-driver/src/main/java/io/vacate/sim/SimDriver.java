package io.vacate.sim;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drives simulated hosts: {@code sim:WORLD#HOST}, where WORLD is the name of a world made in code or of a preset, or the path
 * of a YAML or JSON file. All sessions of one process to the same world share it; the one of a file or preset ends with the
 * last of them.
 *
 * <p>{@code sim:demo?speed=10#alpha} lets time pass ten times as fast as real time, {@code speed=max} as fast as it can;
 * without it the system property {@code vacate.sim.speed} decides, and without that the file. {@code seed=7} sets the seed.
 *
 * <p>Thread-safe.
 */
public final class SimDriver implements DriverProvider {
    /** For {@link java.util.ServiceLoader}. */
    public SimDriver() {}

    @Override
    public String scheme() {
        return "sim";
    }

    @Override
    public String description() {
        return "Simulated hosts in virtual time, described by a file or made in code";
    }

    @Override
    public Availability probe() {
        return new Availability.Available();
    }

    @Override
    public DriverSession open(HostUri uri, SessionOptions options) {
        SimAddress address = SimAddress.parse(uri);
        Worlds.Lease lease = Worlds.acquire(address);
        try {
            World world = lease.world().world();
            Machine machine = world.machine(address.host());
            if (!isReachable(world, machine)) {
                // What answers nothing is given up when the time is over.
                AtomicBoolean over = new AtomicBoolean();
                world.time.after(options.connectTimeout(), () -> over.set(true));
                world.time.await(over::get);
                throw new HostUnreachableException(
                        uri,
                        "no answer within %d ms"
                                .formatted(options.connectTimeout().toMillis()));
            }
            return world.locked(() -> new SimSession(machine, uri, lease.release()));
        } catch (RuntimeException failure) {
            lease.release().run();
            throw failure;
        }
    }

    private static boolean isReachable(World world, Machine machine) {
        return world.locked(() -> machine.reachability.answers() && machine.reachability.refusals == 0);
    }
}
