package io.vacate.libvirt;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.time.TimeSource;
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
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.migration.OutgoingMigrations;
import io.vacate.libvirt.vm.BulkStatistics;
import io.vacate.libvirt.vm.DirtyRateMeasurement;
import io.vacate.libvirt.vm.VmDefinitions;
import io.vacate.libvirt.vm.VmLookups;
import io.vacate.libvirt.xml.DomainXml;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import org.libvirt.jna.DomainPointer;

/**
 * A session over libvirt. A driver adds how its hypervisor's VMs are written down and migrated. Thread-safe.
 */
public abstract class LibvirtSession implements DriverSession {
    private final LibvirtHost host;
    private final Set<Capability> capabilities;
    private final VmDefinitions definitions;
    private final OutgoingMigrations migrations;
    private volatile boolean closed;

    /** Takes over {@code host}, which is closed with the session. */
    protected LibvirtSession(LibvirtHost host, Set<Capability> capabilities) {
        this.host = host;
        this.capabilities = Set.copyOf(capabilities);
        definitions = new VmDefinitions(host.connection(), host.blockingCalls());
        migrations = new OutgoingMigrations(host, this.capabilities);
    }

    /** Returns the open host. */
    protected final LibvirtHost host() {
        return host;
    }

    /**
     * Returns the {@code VIR_DOMAIN_UNDEFINE_…} flags that the hypervisor understands. They must never include the removal of
     * saved state.
     */
    protected int undefineFlags() {
        return 0;
    }

    /** Writes a configuration as domain XML. */
    protected abstract String definition(VmConfig config);

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

    /**
     * Refuses to go on where a VM is on its way already, whoever migrates it. libvirt itself would have the second
     * migration wait for the first.
     *
     * @throws VmStateException if it is; the migration goes on
     */
    protected final void requireNotMigrating(VmId vm) {
        migrations.requireNone(vm);
    }

    /**
     * Starts a migration; the driver has checked all that can be checked before.
     *
     * @throws VmStateException if this session migrates the VM already; the migration goes on
     */
    protected final MigrationJob start(VmId vm, LibvirtSession destination, MigrationCommand command) {
        return migrations.start(vm, destination.host, command, undefineFlags());
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

    @Override
    public final HostMemory memory() {
        return host.memory();
    }

    @Override
    public final List<VmSummary> vms() {
        return BulkStatistics.summaries(connection());
    }

    @Override
    public final List<VmStats> statistics() {
        return BulkStatistics.statistics(connection());
    }

    @Override
    public final VmStats statistics(VmId vm) {
        return BulkStatistics.statistics(connection(), vm);
    }

    @Override
    public final VmStatus status(VmId vm) {
        return VmLookups.status(connection(), vm);
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
    public final VmId define(VmConfig config) {
        require(Capability.DEFINE);
        return definitions.define(Optional.of(config.id()), config.name(), definition(config));
    }

    @Override
    public final VmId defineNative(String definition) {
        require(Capability.DEFINE);
        DomainXml xml = DomainXml.parse(definition);
        if (xml.name().isEmpty()) {
            throw new InvalidDefinitionException("The domain XML has no <name>; nothing was changed");
        }
        return definitions.define(xml.id(), xml.name(), definition);
    }

    @Override
    public final void start(VmId vm) {
        ask(vm, "start %s", (library, domain) -> library.virDomainCreateWithFlags(domain, 0));
    }

    @Override
    public final void pause(VmId vm) {
        require(Capability.PAUSE);
        ask(vm, "pause %s", LibvirtLibrary::virDomainSuspend);
    }

    @Override
    public final void resume(VmId vm) {
        require(Capability.PAUSE);
        ask(vm, "resume %s", LibvirtLibrary::virDomainResume);
    }

    @Override
    public final void requestShutdown(VmId vm) {
        ask(vm, "shut down %s", LibvirtLibrary::virDomainShutdown);
    }

    @Override
    public final void destroy(VmId vm) {
        ask(vm, "destroy %s", LibvirtLibrary::virDomainDestroy);
    }

    @Override
    public final void undefine(VmId vm) {
        require(Capability.DEFINE);
        ask(vm, "undefine %s", (library, domain) -> library.virDomainUndefineFlags(domain, undefineFlags()));
    }

    @Override
    public final void save(VmId vm, String file) {
        require(Capability.SAVE_RESTORE);
        host.blockingCalls()
                .run(connection -> ask(
                        connection,
                        vm,
                        "save %%s to '%s'".formatted(file.replace("%", "%%")),
                        (library, domain) -> library.virDomainSaveFlags(domain, file, null, 0)));
    }

    @Override
    public final VmId restore(String file) {
        require(Capability.SAVE_RESTORE);
        return definitions.restore(file);
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
    public final Subscription subscribe(Consumer<VmEvent> listener) {
        require(Capability.LIFECYCLE_EVENTS);
        return host.events().subscribe(listener);
    }

    /**
     * Checks that a VM may be migrated.
     *
     * @throws VmStateException if it does not run; nothing has changed
     */
    protected final void requireRunning(VmId vm) {
        VmStatus status = status(vm);
        if (status.state() != VmState.RUNNING) {
            throw new VmStateException(
                    "VM %s on %s is %s, not running; it was left as it is".formatted(vm, uri(), status));
        }
    }

    private int ask(VmId vm, String doing, ToIntBiFunction<LibvirtLibrary, DomainPointer> call) {
        return ask(connection(), vm, doing, call);
    }

    private static int ask(
            Connection connection, VmId vm, String doing, ToIntBiFunction<LibvirtLibrary, DomainPointer> call) {
        return connection.withDomain(
                vm,
                doing.formatted("VM " + vm),
                (library, domain) -> connection.check(call.applyAsInt(library, domain), doing, domain));
    }

    private Connection connection() {
        return host.connection();
    }

    @Override
    public final void close() {
        closed = true;
        host.close();
    }
}
