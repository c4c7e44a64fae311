package io.vacate.libvirt.host;

import com.sun.jna.Memory;
import com.sun.jna.ptr.LongByReference;
import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.host.Hypervisor;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.SessionOptions;
import io.vacate.libvirt.connection.BlockingCalls;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.NativeLibvirt;
import io.vacate.libvirt.jna.LibvirtLibrary;
import io.vacate.libvirt.vm.DomainEvents;
import io.vacate.libvirt.vm.Scheduler;
import io.vacate.libvirt.vm.VmResources;
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
        capabilities = reader.apply(connection);
        hypervisorVersion = connection.with(this::hypervisorVersion);
        libvirtVersion = connection.with(this::libvirtVersion);
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

    /** Tells whether libvirt's client library is on this machine. Never throws. */
    public static Availability availability() {
        return NativeLibvirt.availability();
    }

    /**
     * Opens a host.
     *
     * @param uri the address as the caller gave it, for messages
     * @param libvirtUri the same in libvirt's form
     * @throws HostUnreachableException if no connection was made before the timeout; nothing is left open
     * @throws AccessDeniedException if the host refused this caller; nothing is left open
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
        String type = connection.checkFound(library.virConnectGetType(pointer), "read the hypervisor's name", "");
        // virNodeInfo: char model[32]; unsigned long memory; unsigned int cpus, mhz, …
        Memory node = new Memory(NodeMemory.NODE_INFO_SIZE);
        connection.check(library.virNodeGetInfo(pointer, node), "read its CPU", "");
        CpuInfo cpu = new CpuInfo(
                capabilities.architecture(), capabilities.cpuModel(), Math.max(1, node.getInt(40)), node.getInt(44));
        return new HostInfo(
                capabilities.id(),
                hostName(connection),
                new Hypervisor(type, hypervisorVersion.toString(), "libvirt " + libvirtVersion),
                cpu,
                memory().total());
    }

    /** Returns total and free memory. */
    public HostMemory memory() {
        return NodeMemory.read(connection);
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
