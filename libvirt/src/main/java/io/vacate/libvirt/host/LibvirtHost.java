package io.vacate.libvirt.host;

import com.sun.jna.Memory;
import com.sun.jna.ptr.LongByReference;
import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.NoDriverException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnsupportedVersionException;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.host.HugePages;
import io.vacate.api.host.Hypervisor;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.connection.BlockingCalls;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.NativeLibvirt;
import io.vacate.libvirt.jna.LibvirtLibrary;
import io.vacate.libvirt.vm.DomainEvents;
import io.vacate.libvirt.vm.Scheduler;
import io.vacate.libvirt.vm.VmResources;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.libvirt.jna.ConnectionPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open libvirt host: its connections, what is known of it, its events and the monitor of its jobs. Thread-safe.
 */
public final class LibvirtHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LibvirtHost.class);

    /** The first client library with each function of {@link LibvirtLibrary}: {@code virDomainStartDirtyRateCalc} came last. */
    static final LibvirtVersion OLDEST_LIBRARY = new LibvirtVersion(7, 2, 0);

    /** The first daemon that knows each call which no capability stands for: {@code virConnectCompareHypervisorCPU} came last. */
    static final LibvirtVersion OLDEST_DAEMON = new LibvirtVersion(4, 4, 0);

    private final HostUri uri;
    private final String libvirtUri;
    private final SessionOptions options;
    private final HostTraits traits;
    private final Connection connection;
    private final HostCapabilities capabilities;
    private final HostInfo info;
    private final LibvirtVersion hypervisorVersion;
    private final LibvirtVersion libvirtVersion;
    private final DomainEvents events;
    private final BlockingCalls blockingCalls;
    private final HostLookups lookups;
    private final JobMonitor monitor;
    private final List<Runnable> whenClosed = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private LibvirtHost(
            HostUri uri,
            String libvirtUri,
            SessionOptions options,
            HostTraits traits,
            Connection connection,
            Function<Connection, HostCapabilities> reader) {
        this.uri = uri;
        this.libvirtUri = libvirtUri;
        this.options = options;
        this.traits = traits;
        this.connection = connection;
        libvirtVersion = connection.with(this::libvirtVersion);
        libvirtVersion.requireAtLeast(OLDEST_DAEMON, uri, "libvirt");
        capabilities = reader.apply(connection);
        hypervisorVersion = connection.with(this::hypervisorVersion);
        hypervisorVersion.requireAtLeast(traits.oldestHypervisor(), uri, connection.with(this::hypervisorName));
        info = connection.with(this::readInfo);
        events = new DomainEvents(options.timeSource(), traits.retelling());
        events.listenTo(connection);
        connection.renewWhenLost(anew -> {
            HostId found = reader.apply(anew).id();
            if (!found.equals(capabilities.id())) {
                throw new HostUnreachableException(
                        uri,
                        "its address is now that of another host, %s instead of %s"
                                .formatted(found, capabilities.id()));
            }
            events.listenTo(anew);
        });
        blockingCalls = new BlockingCalls(uri, this::connectAnew);
        monitor = new JobMonitor(options);
        lookups = new HostLookups(connection);
    }

    private static String capabilitiesXml(Connection connection) {
        return connection.with((library, pointer) -> connection
                .checkFound(library.virConnectGetCapabilities(pointer), "read its capabilities", "")
                .toString());
    }

    private static String hostName(Connection connection) {
        return connection.with((library, pointer) -> connection
                .checkFound(library.virConnectGetHostname(pointer), "read the host name", "")
                .toString());
    }

    /** Tells whether libvirt's client library is on this machine, and new enough. Never throws. */
    public static Availability availability() {
        Availability loaded = NativeLibvirt.availability();
        return loaded instanceof Availability.Available ? availability(LibvirtVersion.ofLibrary()) : loaded;
    }

    static Availability availability(LibvirtVersion library) {
        return library.compareTo(OLDEST_LIBRARY) >= 0
                ? new Availability.Available()
                : new Availability.Unavailable("libvirt's client library (%s) has version %s; %s or newer is needed"
                        .formatted(LibvirtLibrary.sharedObject(), library, OLDEST_LIBRARY));
    }

    /**
     * Opens a host.
     *
     * @param uri the address as the caller gave it, for messages
     * @param libvirtUri the same in libvirt's form
     * @throws HostUnreachableException if no connection was made before the timeout; nothing is left open
     * @throws AccessDeniedException if the host refused this caller; nothing is left open
     * @throws UnsupportedVersionException if its libvirt is too old; nothing is left open
     * @throws NoDriverException if the client library is missing or too old
     */
    public static LibvirtHost open(HostUri uri, String libvirtUri, SessionOptions options) {
        return open(uri, libvirtUri, options, HostTraits.NONE);
    }

    /**
     * Opens a host of a hypervisor with peculiarities.
     *
     * @see #open(HostUri, String, SessionOptions)
     */
    public static LibvirtHost open(HostUri uri, String libvirtUri, SessionOptions options, HostTraits traits) {
        return open(uri, libvirtUri, options, traits, connection -> {
            String xml = capabilitiesXml(connection);
            return traits.identifiedByName()
                    ? HostCapabilities.parse(xml, hostName(connection))
                    : HostCapabilities.parse(xml);
        });
    }

    /** Opens a host whose capabilities are read by {@code reader}: libvirt's test hosts have no UUID. */
    static LibvirtHost open(
            HostUri uri,
            String libvirtUri,
            SessionOptions options,
            HostTraits traits,
            Function<Connection, HostCapabilities> reader) {
        if (availability() instanceof Availability.Unavailable unavailable) {
            throw new NoDriverException(uri.driver(), unavailable.reason());
        }
        Connection connection = Connection.open(uri, libvirtUri, options, traits.reserved());
        try {
            LibvirtHost host = new LibvirtHost(uri, libvirtUri, options, traits, connection, reader);
            LOG.debug("Opened {}: {}", uri, host.info);
            return host;
        } catch (RuntimeException | Error failure) {
            connection.close();
            throw failure;
        }
    }

    /** Returns the address as the caller gave it. */
    public HostUri uri() {
        return uri;
    }

    /** Returns what does not change about the host. */
    public HostInfo info() {
        return info;
    }

    /** Returns what libvirt's capabilities say of it. */
    public HostCapabilities capabilities() {
        return capabilities;
    }

    /** Returns the version of its hypervisor. */
    public LibvirtVersion hypervisorVersion() {
        return hypervisorVersion;
    }

    /** Returns the version of its libvirt daemon. */
    public LibvirtVersion libvirtVersion() {
        return libvirtVersion;
    }

    /** Returns what the host can be asked about VMs that it does not have yet. */
    public HostLookups lookups() {
        return lookups;
    }

    /**
     * Tells whether libvirt knows weights and caps of the host's scheduler.
     *
     * @param domain the number of a domain that always runs, of which it is asked
     */
    public boolean schedulesCpus(int domain) {
        return VmResources.hasSchedule(connection, domain);
    }

    /** Returns how its scheduler is told of shares. */
    public Scheduler scheduler() {
        return traits.weighsCpus() ? Scheduler.CREDIT : Scheduler.CGROUPS;
    }

    /**
     * Tells whether libvirt has cgroups for the shares of its VMs. Only a VM that runs can be asked: without one it is taken to
     * have them, as its own settings are.
     */
    public boolean hasCgroups() {
        return connection.with((library, pointer) -> VmResources.hasCgroups(library, pointer));
    }

    /** Returns what the session was opened with. */
    public SessionOptions options() {
        return options;
    }

    /** Returns the connection for short calls; where it broke, the next call makes it anew. */
    public Connection connection() {
        return connection;
    }

    /** Returns the connections for calls that last, such as saving a VM: there they keep no other waiting. */
    public BlockingCalls blockingCalls() {
        return blockingCalls;
    }

    /** Has {@code action} run when this host is closed, before its connections are. */
    public void whenClosed(Runnable action) {
        whenClosed.add(action);
    }

    /** Takes back what was given to {@link #whenClosed}. */
    public void noLongerWhenClosed(Runnable action) {
        whenClosed.remove(action);
    }

    /**
     * Opens one more connection, which the caller must close.
     *
     * @throws HostUnreachableException if no connection was made before the timeout
     * @throws SessionClosedException if this host was closed
     */
    public Connection connectAnew() {
        if (closed) {
            throw new SessionClosedException(uri);
        }
        return Connection.open(uri, libvirtUri, options, traits.reserved());
    }

    /** Returns what its VMs do, as the host reports it. */
    public DomainEvents events() {
        return events;
    }

    /** Returns what samples the jobs that its session leads. */
    public JobMonitor monitor() {
        return monitor;
    }

    private String hypervisorName(LibvirtLibrary library, ConnectionPointer pointer) {
        return connection.checkFound(library.virConnectGetType(pointer), "read the hypervisor's name", "");
    }

    private LibvirtVersion hypervisorVersion(LibvirtLibrary library, ConnectionPointer pointer) {
        LongByReference version = new LongByReference();
        connection.check(library.virConnectGetVersion(pointer, version), "read the hypervisor's version", "");
        return LibvirtVersion.of(version.getValue());
    }

    private LibvirtVersion libvirtVersion(LibvirtLibrary library, ConnectionPointer pointer) {
        LongByReference version = new LongByReference();
        connection.check(library.virConnectGetLibVersion(pointer, version), "read libvirt's version", "");
        return LibvirtVersion.of(version.getValue());
    }

    private HostInfo readInfo(LibvirtLibrary library, ConnectionPointer pointer) {
        // virNodeInfo: char model[32]; unsigned long memory; unsigned int cpus, mhz, …
        Memory node = new Memory(NodeMemory.NODE_INFO_SIZE);
        connection.check(library.virNodeGetInfo(pointer, node), "read its CPU", "");
        CpuInfo cpu = new CpuInfo(
                capabilities.architecture(), capabilities.cpuModel(), Math.max(1, node.getInt(40)), node.getInt(44));
        return new HostInfo(
                capabilities.id(),
                hostName(connection),
                new Hypervisor(
                        hypervisorName(library, pointer), hypervisorVersion.toString(), "libvirt " + libvirtVersion),
                cpu,
                NodeMemory.read(connection).total());
    }

    /** Returns total and free memory, and its huge pages; what is promised to VMs is not known here. */
    public HostMemory memory() {
        return NodeMemory.read(connection).withHugePages(hugePages());
    }

    /** Tells whether any of its memory is set aside in huge pages. */
    public boolean hasHugePages() {
        return capabilities.topology().hugePages().values().stream().anyMatch(size -> !size.isZero())
                || !hugePages().isEmpty();
    }

    private List<HugePages> hugePages() {
        HostTopology topology = capabilities.topology();
        List<HugePages> found = new ArrayList<>();
        topology.hugePages().forEach((size, total) -> {
            DataSize free = lookups.freeHugePages(size, topology.nodes()).orElse(DataSize.ZERO);
            DataSize all = free.compareTo(total) > 0 ? free : total;
            if (!all.isZero()) {
                found.add(new HugePages(size, all, free));
            }
        });
        return found;
    }

    /** Closes all connections. Idempotent; never throws. */
    @Override
    public void close() {
        closed = true;
        whenClosed.forEach(Runnable::run);
        monitor.close();
        events.close();
        blockingCalls.close();
        connection.close();
    }
}
