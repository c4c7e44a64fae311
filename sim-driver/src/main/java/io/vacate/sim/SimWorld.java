package io.vacate.sim;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Simulated hosts, the VMs on them and the links between them, behind the same driver SPI as real ones.
 *
 * <pre>{@code
 * try (SimWorld world = SimWorld.builder()
 *         .host(SimHost.builder("alpha", DataSize.parse("4GiB"))
 *                 .vm(SimVm.builder("web", DataSize.parse("512MiB")).build())
 *                 .build())
 *         .host(SimHost.builder("beta", DataSize.parse("4GiB")).build())
 *         .build()) {
 *     Host alpha = world.open("alpha");
 *     Host beta = world.open("beta");
 *     MigrationJob job = alpha.vm("web").migrateTo(beta, MigrationRequest.live());
 *     MigrationOutcome outcome = world.runUntil(job.completion());
 * }
 * }</pre>
 *
 * <p>While a VM migrates, its destination lists a copy that is paused for the migration and takes memory, as libvirt does;
 * the source's copy is the VM until the switch-over, the destination's from then on, in one step. The source's copy goes when
 * the migration has finished.
 *
 * <p>Calls that take simulated time, such as saving a VM, drive a world of {@linkplain SimTime.Mode#MANUAL manual} time
 * themselves until they are done; other calls take none.
 *
 * <p>Safe for use by several threads. In manual time, the same calls on one thread with the same seed give the same
 * {@link #trace()}.
 */
public final class SimWorld implements AutoCloseable {
    private final String name;
    private final World world;
    private final SimFaults faults;

    SimWorld(Builder builder, String name) {
        this.name = name;
        world = new World(builder, name);
        faults = new SimFaults(world);
        if (builder.checkInvariants) {
            world.time.afterEach(new Invariants(world)::check);
        }
        builder.faults.forEach(plan -> plan.accept(faults));
    }

    /** Returns a builder for a world in manual time, without hosts, with the costs of our testbed. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes a world from a YAML or JSON file.
     *
     * @throws IllegalArgumentException if the file cannot be read, or something in it is wrong; the message names file, line,
     *     field and value
     */
    public static SimWorld load(Path file) {
        return WorldFile.read(file).build();
    }

    /**
     * Makes a world that comes with this module, such as {@code "demo"}.
     *
     * @throws IllegalArgumentException if there is none of that name; the message lists those that there are
     */
    public static SimWorld preset(String preset) {
        return WorldFile.preset(preset).build();
    }

    /** Returns its name in URIs. */
    public String name() {
        return name;
    }

    /** Returns its time. */
    public SimTime time() {
        return world.time;
    }

    /** Returns what can go wrong. */
    public SimFaults faults() {
        return faults;
    }

    /** Returns the names of its hosts, in the order of their definition. */
    public List<String> hosts() {
        return world.machines().stream().map(Machine::name).toList();
    }

    /**
     * Returns the URI with which {@link Hosts#open(String)} finds a host of this world, until the world is closed.
     *
     * @throws IllegalArgumentException if there is no such host; the message lists those that there are
     */
    public HostUri uri(String host) {
        return world.uri(world.machine(host));
    }

    /**
     * Opens a session to a host, which the caller must close.
     *
     * @throws IllegalArgumentException if there is no such host; the message lists those that there are
     */
    public Host open(String host) {
        return Hosts.open(uri(host).toString());
    }

    /**
     * Starts a VM on a host, as another user of that host could: no session needs to be capable of it.
     *
     * @throws IllegalArgumentException if there is no such host; the message lists those that there are
     * @throws io.vacate.api.error.DuplicateVmException if its identity or name is taken there; nothing has changed
     * @throws io.vacate.api.error.InsufficientCapacityException if the host has no memory for it; it stays there, off
     */
    public VmId start(String host, SimVm vm) {
        return world.locked(() -> {
            GuestControl control = new GuestControl(world.machine(host));
            Guest guest = control.define(vm);
            control.start(guest);
            return guest.id();
        });
    }

    /** As {@link SimTime#advance}. */
    public void advance(Duration duration) {
        world.time.advance(duration);
    }

    /** As {@link SimTime#runUntilIdle}. */
    public void runUntilIdle() {
        world.time.runUntilIdle();
    }

    /** As {@link SimTime#runUntil}. */
    public <T> T runUntil(CompletionStage<T> stage) {
        return world.time.runUntil(stage);
    }

    /** Returns what happened, one line for each event, with its time; the newest 20,000. */
    public List<String> trace() {
        return world.locked(world.trace::lines);
    }

    /**
     * Checks what must hold at any time: each VM that is active is so on exactly one host, runs at most once, and hosts have
     * booked just the memory that is taken.
     *
     * @throws AssertionError if one does not hold; the message says which
     */
    public void assertInvariants() {
        world.locked(() -> {
            new Invariants(world).check();
            return true;
        });
    }

    World world() {
        return world;
    }

    /** Ends the world: its sessions are closed and its time stops. Idempotent; never throws. */
    @Override
    public void close() {
        Worlds.unregister(this);
        world.machines().forEach(machine -> {
            List<SimSession> open = world.locked(() -> List.copyOf(machine.sessions));
            open.forEach(SimSession::close);
        });
        world.time.stop();
    }

    @Override
    public String toString() {
        return "SimWorld[%s, %s, %s]".formatted(name, hosts(), time());
    }

    /** Collects the parts of a world. Not thread-safe. */
    public static final class Builder {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

        final Map<String, SimHost> hosts = new LinkedHashMap<>();
        final List<Consumer<SimFaults>> faults = new ArrayList<>();
        SimTime time = SimTime.manual();
        SimCosts costs = SimCosts.DEFAULT;
        double core = Double.POSITIVE_INFINITY;
        double noise;
        long seed;
        boolean checkInvariants;
        private @Nullable String name;

        Builder() {}

        /**
         * Sets the name in URIs; made up unless set.
         *
         * @throws IllegalArgumentException if {@code value} has other characters than letters, digits, {@code -} and {@code _}
         */
        public Builder name(String value) {
            if (!NAME.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        "name ('%s') must be of letters, digits, '-' and '_', and not begin with the last two"
                                .formatted(value));
            }
            name = value;
            return this;
        }

        /**
         * Adds a host.
         *
         * @throws IllegalArgumentException if there is one of that name
         */
        public Builder host(SimHost host) {
            if (hosts.putIfAbsent(host.name(), host) != null) {
                throw new IllegalArgumentException("There are two hosts '%s'".formatted(host.name()));
            }
            return this;
        }

        /** Sets its time, which no other world may have; manual unless set. */
        public Builder time(SimTime value) {
            time = value;
            return this;
        }

        /** Sets what things cost; as in our testbed unless set. */
        public Builder costs(SimCosts value) {
            costs = value;
            return this;
        }

        /**
         * Sets how much all migrations together can move, as through a switch; without limit unless set.
         *
         * @throws IllegalArgumentException if {@code rate} is 0
         */
        public Builder core(DataRate rate) {
            if (rate.isZero()) {
                throw new IllegalArgumentException("core must be more than 0");
            }
            core = rate.bytesPerSecond();
            return this;
        }

        /** Sets where randomness begins; 0 unless set. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets how much fixed costs, rates of streams and dirty rates vary from one migration to the next; 0 unless set.
         *
         * @param spread greatest relative difference from the mean, at least 0 and below 1
         * @throws IllegalArgumentException if {@code spread} is out of its range
         */
        public Builder noise(double spread) {
            if (!(spread >= 0 && spread < 1)) {
                throw new IllegalArgumentException("noise (%s) must be at least 0 and below 1".formatted(spread));
            }
            noise = spread;
            return this;
        }

        /** Plans faults: called once when the world is made, most often with {@link SimFaults#at}. */
        public Builder faults(Consumer<SimFaults> plan) {
            faults.add(plan);
            return this;
        }

        /** Has {@link SimWorld#assertInvariants} run after each event; in manual time a violation ends the test. */
        public Builder checkInvariants() {
            checkInvariants = true;
            return this;
        }

        /**
         * Makes the world, and has its name found in URIs until it is closed.
         *
         * @throws IllegalArgumentException if it has no host, a VM is active twice, or a host's VMs do not fit into its
         *     memory; the message names it
         * @throws IllegalStateException if a world of that name is open, or the time is another world's
         */
        public SimWorld build() {
            return Worlds.register(name, this);
        }

        void check() {
            if (hosts.isEmpty()) {
                throw new IllegalArgumentException("The world has no hosts");
            }
            Set<VmId> active = new HashSet<>();
            hosts.values().forEach(host -> checkHost(host, active));
        }

        private void checkHost(SimHost host, Set<VmId> active) {
            Set<String> names = new HashSet<>();
            Set<VmId> ids = new HashSet<>();
            long needed = 0;
            for (SimVm vm : host.vms()) {
                String vmName = vm.config().name();
                if (!names.add(vmName) || !ids.add(vm.config().id())) {
                    throw new IllegalArgumentException("Host '%s' has VM '%s' twice".formatted(host.name(), vmName));
                }
                if (vm.state().isActive()) {
                    needed += vm.config().memory().plus(costs.vmOverhead()).bytes();
                    if (!active.add(vm.config().id())) {
                        throw new IllegalArgumentException("VM '%s' is active on two hosts".formatted(vmName));
                    }
                }
            }
            if (needed > host.memory().bytes()) {
                throw new IllegalArgumentException("The active VMs of host '%s' need %d bytes, and it has %s"
                        .formatted(host.name(), needed, host.memory()));
            }
        }
    }
}
