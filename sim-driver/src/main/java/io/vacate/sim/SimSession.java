package io.vacate.sim;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A session to a simulated host. Safe for use by several threads. */
final class SimSession implements DriverSession {
    final World world;
    final Machine machine;
    private final HostUri uri;
    private final Runnable whenClosed;
    private final GuestControl control;
    private final Set<SimJob> jobs = new LinkedHashSet<>();
    private final Set<Consumer<VmEvent>> listeners = new LinkedHashSet<>();
    private final Connection connection;

    SimSession(Machine machine, HostUri uri, Runnable whenClosed) {
        this.world = machine.world;
        this.machine = machine;
        this.uri = uri;
        this.whenClosed = whenClosed;
        control = new GuestControl(machine);
        connection = new Connection(machine, uri);
        machine.sessions.add(this);
    }

    @Override
    public HostUri uri() {
        return uri;
    }

    @Override
    public Set<Capability> capabilities() {
        return machine.spec.capabilities();
    }

    @Override
    public TimeSource timeSource() {
        return world.time;
    }

    @Override
    public HostInfo info() {
        return world.locked(() -> {
            connection.requireOpen();
            return machine.info;
        });
    }

    @Override
    public DataSize memoryNeeded(VmConfig config) {
        return world.memoryNeeded(config);
    }

    @Override
    public HostMemory memory() {
        return ask(machine::memory);
    }

    @Override
    public List<VmSummary> vms() {
        return ask(() -> machine.guests().stream().map(Guest::summary).toList());
    }

    @Override
    public List<VmStats> statistics() {
        return ask(() -> machine.guests().stream().map(SimSession::statisticsOf).toList());
    }

    @Override
    public VmStatus status(VmId vm) {
        return ask(() -> guest(vm).status());
    }

    @Override
    public VmConfig config(VmId vm) {
        return ask(() -> guest(vm).config());
    }

    @Override
    public VmStats statistics(VmId vm) {
        return ask(() -> statisticsOf(guest(vm)));
    }

    private static VmStats statisticsOf(Guest guest) {
        VmStats.Builder statistics =
                VmStats.builder(guest.summary(), guest.config().vcpus(), guest.memory());
        if (guest.isActive()) {
            DataSize overhead = guest.machine.world.costs.vmOverhead();
            statistics
                    .residentMemory(guest.spec.used().min(guest.memory()).plus(overhead))
                    .cpuTime(guest.cpuTime());
        }
        return statistics.build();
    }

    @Override
    public VmId define(VmConfig config) {
        require(Capability.DEFINE);
        return ask(() -> control.define(SimVm.ofConfig(config)).id());
    }

    @Override
    public VmId defineNative(String definition) {
        require(Capability.DEFINE);
        SimVm spec = VmDefinition.parse(definition);
        return ask(() -> control.define(spec).id());
    }

    @Override
    public void undefine(VmId vm) {
        require(Capability.DEFINE);
        tellGuest(vm, control::undefine);
    }

    @Override
    public void start(VmId vm) {
        tellGuest(vm, control::start);
    }

    @Override
    public void pause(VmId vm) {
        require(Capability.PAUSE);
        tellGuest(vm, control::pause);
    }

    @Override
    public void resume(VmId vm) {
        require(Capability.PAUSE);
        tellGuest(vm, control::resume);
    }

    @Override
    public void requestShutdown(VmId vm) {
        tellGuest(vm, control::requestShutdown);
    }

    @Override
    public void destroy(VmId vm) {
        tellGuest(vm, control::destroy);
    }

    @Override
    public void save(VmId vm, String file) {
        require(Capability.SAVE_RESTORE);
        requireAbsolute(file);
        await(ask(() -> new SaveRestore(machine).save(guest(vm), file)));
    }

    @Override
    public VmId restore(String file) {
        require(Capability.SAVE_RESTORE);
        requireAbsolute(file);
        HostOperation operation = ask(() -> new SaveRestore(machine).restore(file));
        await(operation);
        return operation.vm();
    }

    @Override
    public List<Finding> preflight(VmId vm, DriverSession destination, MigrationRequest request) {
        boolean isSameWorld = destination instanceof SimSession there && there.world == world;
        if (!isSameWorld) {
            return List.of(new Finding(
                    Severity.BLOCKER,
                    Check.ADDRESS,
                    "%s and %s are in different simulated worlds, between which nothing moves"
                            .formatted(uri, destination.uri())));
        }
        List<SimDisk> local = request.storageCopy() == StorageCopy.NONE
                ? ask(() -> guest(vm).spec.disks()).stream()
                        .filter(SimDisk::isLocal)
                        .toList()
                : List.of();
        return local.stream()
                .map(disk -> new Finding(
                        Severity.RISK,
                        Check.STORAGE,
                        "disk %s ('%s') is on %s only: copy it (--copy-storage)"
                                .formatted(disk.config().target(), disk.config().source(), machine)))
                .toList();
    }

    @Override
    public Set<VmId> departing(Set<VmId> vms) {
        return ask(() -> vms.stream()
                .filter(vm -> machine.guest(vm).filter(Guest::isDeparting).isPresent())
                .collect(Collectors.toSet()));
    }

    @Override
    public List<SuspendedVm> suspendedVms() {
        return ask(
                () -> machine.buffers.all().stream().map(state -> state.on(uri)).toList());
    }

    @Override
    public HostUri resumeSuspended(VmId vm, DriverSession other) {
        SimSession there = sameWorld(other);
        Resumption resumption = new Resumption(vm, this, there);
        Optional<SimSession> already = ask(() -> {
            there.requireUsable();
            return resumption.alreadyResumed();
        });
        if (already.isPresent()) {
            return already.get().uri;
        }
        SimSession holder = ask(resumption::holder);
        await(ask(() -> resumption.begin(holder)));
        return holder.uri;
    }

    private static void requireAbsolute(String file) {
        if (!file.startsWith("/")) {
            throw new IllegalArgumentException("file ('%s') must be an absolute path on the host".formatted(file));
        }
    }

    private void await(HostOperation operation) {
        world.time.await(operation::hasEnded);
        world.locked(() -> {
            operation.check();
            if (!operation.hasEnded()) {
                throw new SessionClosedException(uri);
            }
            return operation;
        });
    }

    @Override
    public CompletionStage<DirtyRateSample> measureDirtyRate(VmId vm, Duration period) {
        require(Capability.DIRTY_RATE);
        return ask(() -> {
            Guest guest = guest(vm);
            GuestControl.require(guest, guest.status().state() == VmState.RUNNING, "not running");
            return new DirtyRateMeasurement(this, guest, period).begin();
        });
    }

    @Override
    public CpuSchedule cpuSchedule(VmId vm) {
        require(Capability.CPU_SCHEDULING);
        return ask(() -> GuestControl.cpuSchedule(guest(vm)));
    }

    @Override
    public void setCpuSchedule(VmId vm, CpuSchedule schedule) {
        require(Capability.CPU_SCHEDULING);
        tellGuest(vm, guest -> GuestControl.setCpuSchedule(guest, schedule));
    }

    @Override
    public CpuSet allowedCpus(VmId vm) {
        require(Capability.CPU_PINNING);
        return ask(() -> GuestControl.allowedCpus(guest(vm)));
    }

    @Override
    public void pin(VmId vm, CpuSet cpus) {
        require(Capability.CPU_PINNING);
        tellGuest(vm, guest -> GuestControl.pin(guest, cpus));
    }

    @Override
    public void setMemoryTarget(VmId vm, DataSize target) {
        require(Capability.MEMORY_TARGET);
        tellGuest(vm, guest -> control.setMemoryTarget(guest, target));
    }

    @Override
    public Subscription subscribe(Consumer<VmEvent> listener) {
        require(Capability.LIFECYCLE_EVENTS);
        // Each subscription is one of its own, though the listener be the same.
        Consumer<VmEvent> own = event -> listener.accept(event);
        ask(() -> listeners.add(own));
        return () -> world.locked(() -> listeners.remove(own));
    }

    /** Has the listeners called, in order. */
    void tell(VmEvent event) {
        for (Consumer<VmEvent> listener : listeners) {
            world.time.post(() -> {
                if (world.locked(() -> listeners.contains(listener))) {
                    listener.accept(event);
                }
            });
        }
    }

    @Override
    public MigrationJob migrate(VmId vm, DriverSession destination, MigrationRequest request) {
        SimSession to = sameWorld(destination);
        request.requiredCapabilities().forEach(this::require);
        return ask(() -> {
            to.requireUsable();
            to.requireAddress(request);
            Guest guest = guest(vm);
            GuestControl.requireOwner(guest);
            GuestControl.requireWhole(guest);
            requireMovable(guest, request.mode());
            GuestControl.require(guest, guest.migration == null, "on its way to another host");
            SimJob job = new SimJob(this, to, guest, request);
            jobs.add(job);
            job.start();
            return job;
        });
    }

    /** A simulated host has one network, in which its name is its address. */
    private void requireAddress(MigrationRequest request) {
        request.migrationAddress()
                .filter(address -> uri.fragment().filter(address.host()::equals).isEmpty())
                .ifPresent(address -> {
                    throw new HostUnreachableException(
                            uri, "it does not wait for memory at '%s'; nothing was changed".formatted(address));
                });
    }

    private void requireMovable(Guest guest, MigrationMode mode) {
        VmState state = guest.status().state();
        if (mode instanceof MigrationMode.Offline) {
            GuestControl.require(guest, state == VmState.SHUT_OFF, "not off");
            GuestControl.require(
                    guest,
                    machine.buffers.parked(guest.id()).isEmpty(),
                    "with its state in a buffer, waiting to be resumed");
        } else {
            boolean paused = guest.status().isPausedByUser()
                    && mode.movesPaused()
                    && capabilities().contains(Capability.PAUSED_MIGRATION);
            GuestControl.require(guest, state == VmState.RUNNING || paused, "not running");
        }
    }

    @Override
    public MigrationJob recoverPostCopy(VmId vm, DriverSession destination, MigrationRequest request) {
        SimSession to = sameWorld(destination);
        require(Capability.POST_COPY_RECOVERY);
        return ask(() -> {
            to.requireUsable();
            Guest guest = guest(vm);
            requireBroken(guest, Guest.Role.LEFT_BEHIND);
            Guest rest = to.guest(vm);
            requireBroken(rest, Guest.Role.OWNER);
            SimJob job = new SimJob(this, to, guest, rest, request);
            jobs.add(job);
            job.start();
            return job;
        });
    }

    private static void requireBroken(Guest half, Guest.Role role) {
        boolean broken = half.isActive() && half.status().reason() == StateReason.POST_COPY_FAILED;
        GuestControl.require(half, broken && half.role == role, "no half of a post-copy that broke");
    }

    private SimSession sameWorld(DriverSession other) {
        if (!(other instanceof SimSession to) || to.world != world) {
            throw new IllegalArgumentException(
                    "%s and %s are not of one simulated world; nothing was changed".formatted(uri, other.uri()));
        }
        if (to.machine == machine) {
            throw new SameHostException(uri, to.uri);
        }
        return to;
    }

    void forget(SimJob job) {
        jobs.remove(job);
    }

    @Override
    public void close() {
        boolean first = world.locked(() -> {
            boolean closedNow = connection.close();
            if (closedNow) {
                disconnect(new SessionClosedException(uri));
            }
            return closedNow;
        });
        if (first) {
            whenClosed.run();
        }
    }

    /** Breaks the connection. */
    void lose(HypervisorException why) {
        if (connection.lose()) {
            disconnect(why);
        }
    }

    private void disconnect(HypervisorException why) {
        machine.sessions.remove(this);
        listeners.clear();
        List.copyOf(jobs).forEach(job -> job.detach(why));
        jobs.clear();
    }

    /** Tells whether the host answers over this session. */
    boolean isUsable() {
        return connection.isUsable();
    }

    void requireUsable() {
        connection.requireUsable();
    }

    void require(Capability capability) {
        world.locked(() -> {
            connection.requireOpen();
            return true;
        });
        if (!capabilities().contains(capability)) {
            throw new UnsupportedCapabilityException(capability, uri);
        }
    }

    Guest guest(VmId vm) {
        return machine.guest(vm).orElseThrow(() -> new UnknownVmException(vm.toString(), uri));
    }

    private void tellGuest(VmId vm, Consumer<Guest> what) {
        ask(() -> {
            what.accept(guest(vm));
            return true;
        });
    }

    private <T> T ask(Supplier<T> question) {
        return connection.ask(question);
    }

    @Override
    public String toString() {
        return "SimSession[%s]".formatted(uri);
    }
}
