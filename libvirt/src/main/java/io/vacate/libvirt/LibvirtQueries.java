package io.vacate.libvirt;

import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.jna.LibvirtLibrary;
import io.vacate.libvirt.migration.OutgoingMigrations;
import io.vacate.libvirt.vm.CpuPins;
import io.vacate.libvirt.vm.DirtyRateMeasurement;
import io.vacate.libvirt.vm.HugePageGuests;
import io.vacate.libvirt.vm.VmLookups;
import io.vacate.libvirt.vm.VmResources;
import io.vacate.libvirt.vm.VmStatistics;
import io.vacate.libvirt.xml.DomainXml;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntBiFunction;
import org.libvirt.jna.DomainPointer;

/** What a session over libvirt asks of its host, and what it refuses. Changes nothing. Thread-safe. */
abstract class LibvirtQueries implements DriverSession {
    private final LibvirtHost host;
    private final Set<Capability> capabilities;
    private final VmStatistics statistics;
    private final OutgoingMigrations migrations;
    private final HugePageGuests hugePages;
    private volatile boolean closed;

    /** Takes over {@code host}, which is closed with the session. */
    protected LibvirtQueries(LibvirtHost host, Set<Capability> capabilities) {
        this.host = host;
        this.capabilities = Set.copyOf(capabilities);
        hugePages = new HugePageGuests(host.connection());
        migrations = new OutgoingMigrations(host, this.capabilities);
        statistics = VmStatistics.of(
                host.connection(), this.capabilities.contains(Capability.BULK_STATISTICS), migrations::seen);
    }

    /** Returns the migrations that leave the host by this session's doing. */
    protected final OutgoingMigrations migrations() {
        return migrations;
    }

    /** Returns the open host. */
    protected final LibvirtHost host() {
        return host;
    }

    /**
     * Refuses what the session cannot do.
     *
     * @throws UnsupportedCapabilityException if it is missing; nothing has changed
     * @throws SessionClosedException if the session is closed
     */
    protected final void require(Capability capability) {
        requireOpen();
        if (!capabilities.contains(capability)) {
            throw new UnsupportedCapabilityException(capability, uri());
        }
    }

    /**
     * Refuses to go on where the session is closed, as for a destination.
     *
     * @throws SessionClosedException if it is
     */
    protected final void requireOpen() {
        if (closed) {
            throw new SessionClosedException(uri());
        }
    }

    @Override
    public final HostUri uri() {
        return host.uri();
    }

    @Override
    public final Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public final HostInfo info() {
        requireOpen();
        return host.info();
    }

    @Override
    public final TimeSource timeSource() {
        return host.options().timeSource();
    }

    /** Returns how much of an active VM's memory is in huge pages of the host; ask only where the host has any. */
    protected final DataSize hugeMemory(VmId vm) {
        return hugePages.memory(vm);
    }

    @Override
    public HostMemory memory() {
        return host.memory();
    }

    @Override
    public final List<VmSummary> vms() {
        return statistics.summaries();
    }

    @Override
    public final List<VmStats> statistics() {
        List<VmStats> all = statistics.statistics();
        return host.hasHugePages() ? all.stream().map(hugePages::complete).toList() : all;
    }

    @Override
    public final VmStats statistics(VmId vm) {
        VmStats stats = statistics.statistics(vm);
        return host.hasHugePages() ? hugePages.complete(stats) : stats;
    }

    @Override
    public final VmStatus status(VmId vm) {
        return migrations.seen(vm, VmLookups.status(connection(), vm));
    }

    @Override
    public final VmConfig config(VmId vm) {
        return xml(vm).config();
    }

    /** Returns a VM's domain XML. */
    protected final DomainXml xml(VmId vm) {
        return DomainXml.parse(VmLookups.xml(connection(), vm));
    }

    /** Tells whether the VM's definition outlives its run. */
    protected final boolean isPersistent(VmId vm) {
        return 1 == ask(vm, "read whether %s is persistent", LibvirtLibrary::virDomainIsPersistent);
    }

    @Override
    public final CompletionStage<DirtyRateSample> measureDirtyRate(VmId vm, Duration period) {
        require(Capability.DIRTY_RATE);
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("period (%s) must be positive".formatted(period));
        }
        return DirtyRateMeasurement.start(connection(), timeSource(), vm, period);
    }

    @Override
    public final CpuSchedule cpuSchedule(VmId vm) {
        require(Capability.CPU_SCHEDULING);
        requireActive(vm);
        return VmResources.cpuSchedule(connection(), vm, host.scheduler());
    }

    @Override
    public final CpuSet allowedCpus(VmId vm) {
        require(Capability.CPU_PINNING);
        requireActive(vm);
        return pins(vm).allowed();
    }

    /** Returns access to the pins of an active VM. */
    protected final CpuPins pins(VmId vm) {
        return new CpuPins(
                connection(), vm, config(vm).vcpus(), host.info().cpu().threads());
    }

    /**
     * Refuses a VM that gets nothing of its host.
     *
     * @throws VmStateException if it is off
     */
    protected final void requireActive(VmId vm) {
        VmStatus status = status(vm);
        if (!status.state().isActive()) {
            throw new VmStateException("VM %s on %s is %s, and has no share of its CPUs; it was left as it is"
                    .formatted(vm, uri(), status));
        }
    }

    @Override
    public final Subscription subscribe(Consumer<VmEvent> listener) {
        require(Capability.LIFECYCLE_EVENTS);
        return host.events().subscribe(listener);
    }

    /**
     * Checks that a VM runs.
     *
     * @throws VmStateException if it does not; nothing has changed
     */
    protected final void requireRunning(VmId vm) {
        requireState(vm, status -> status.state() == VmState.RUNNING, "running");
    }

    /**
     * Checks that a VM may be migrated in a mode: that it runs, is paused by somebody where such VMs move, or off where its
     * definition is to move.
     *
     * @throws VmStateException if it may not; nothing has changed
     */
    protected final void requireMovable(VmId vm, MigrationMode mode) {
        if (mode instanceof MigrationMode.Offline) {
            requireState(vm, status -> status.state() == VmState.SHUT_OFF, "off");
        } else {
            boolean paused = mode.movesPaused() && capabilities.contains(Capability.PAUSED_MIGRATION);
            requireState(
                    vm, status -> status.state() == VmState.RUNNING || (paused && status.isPausedByUser()), "running");
        }
    }

    private void requireState(VmId vm, Predicate<VmStatus> wanted, String word) {
        VmStatus status = status(vm);
        if (!wanted.test(status)) {
            throw new VmStateException(
                    "VM %s on %s is %s, not %s; it was left as it is".formatted(vm, uri(), status, word));
        }
    }

    /** Has libvirt do something with a VM, and returns its answer, which is no error. {@code %s} in {@code doing} is the VM. */
    protected final int ask(VmId vm, String doing, ToIntBiFunction<LibvirtLibrary, DomainPointer> call) {
        return ask(connection(), vm, doing, call);
    }

    /** Does so over another connection. */
    protected static int ask(
            Connection connection, VmId vm, String doing, ToIntBiFunction<LibvirtLibrary, DomainPointer> call) {
        return connection.withDomain(
                vm,
                doing.formatted("VM " + vm),
                (library, domain) -> connection.check(call.applyAsInt(library, domain), doing, domain));
    }

    /** Returns the connection for short calls. */
    protected final Connection connection() {
        return host.connection();
    }

    @Override
    public final void close() {
        closed = true;
        host.close();
    }
}
