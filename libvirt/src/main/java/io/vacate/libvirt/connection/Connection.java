package io.vacate.libvirt.connection;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt.VirDomainEventCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host's connection, and the one owner of its {@code virConnectPtr}. Calls in flight when it is closed finish first, and
 * the last of them gives the pointer back; later ones throw before they reach C.
 *
 * <p>A connection of {@link #open} that breaks stays broken. After {@link #renewWhenLost} the next call makes it
 * anew; the call that met the break fails, as what it asked for may have been done. Thread-safe.
 */
public final class Connection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Cleaner LEAKS = Cleaner.create();

    /** After a vain attempt to connect anew that took at least so long, others fail at once for so long. */
    private static final Duration REST = Duration.ofSeconds(1);

    private final HostUri uri;
    private final String libvirtUri;
    private final SessionOptions options;
    private final Set<VmId> reserved;
    private final HandleSlot slot;
    private final Cleaner.Cleanable net;

    /** What this thread is inside of on this connection; on each one it may be inside of another. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<ConnectionHandle> entered = new ThreadLocal<>();

    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable Consumer<Connection> beforeUse;
    private @Nullable HypervisorException vain;
    private Instant rested = Instant.MIN;

    private Connection(
            HostUri uri, String libvirtUri, SessionOptions options, Set<VmId> reserved, ConnectionHandle handle) {
        this.uri = uri;
        this.libvirtUri = libvirtUri;
        this.options = options;
        this.reserved = Set.copyOf(reserved);
        slot = new HandleSlot(handle);
        net = LEAKS.register(this, slot::close);
    }

    /** A call on a connection. */
    @FunctionalInterface
    public interface ConnectionCall<T> {
        /** Makes the call, on whose failure it throws. */
        T on(LibvirtLibrary library, ConnectionPointer connection);
    }

    /** A call on a VM. */
    @FunctionalInterface
    public interface DomainCall<T> {
        /** Makes the call, on whose failure it throws. */
        T on(LibvirtLibrary library, DomainPointer domain);
    }

    /** Returns how many libvirt connections this process has open: for those who look for leaks. */
    public static int openCount() {
        return ConnectionHandle.openCount();
    }

    /**
     * Opens a connection. libvirt itself knows no time limit, so it opens on a thread that is given up when time is over;
     * a connection that comes late is closed at once.
     *
     * @param uri what the caller asked for, for messages
     * @param libvirtUri the address in libvirt's form
     */
    public static Connection open(HostUri uri, String libvirtUri, SessionOptions options) {
        return open(uri, libvirtUri, options, Set.of());
    }

    /**
     * Opens a connection to a host that has VMs of its own.
     *
     * @param reserved what the hypervisor itself runs in, such as Xen's Domain-0: no VM for anybody here
     */
    public static Connection open(HostUri uri, String libvirtUri, SessionOptions options, Set<VmId> reserved) {
        return new Connection(uri, libvirtUri, options, reserved, ConnectionHandle.open(uri, libvirtUri, options));
    }

    /** Tells whether what libvirt has by that identity is no VM but a part of the host. */
    public boolean isReserved(VmId vm) {
        return reserved.contains(vm);
    }

    /**
     * Has the connection made anew by the first call after it broke.
     *
     * @param check looks at the new one before it is used; where it throws, that is closed and the call fails with it
     */
    public void renewWhenLost(Consumer<Connection> check) {
        beforeUse = check;
    }

    /** Returns the handle for a new call; instead of one that was lost, a new one. */
    private ConnectionHandle current() {
        ConnectionHandle handle = slot.handle();
        Consumer<Connection> check = beforeUse;
        if (!handle.isLost() || check == null || slot.isClosed()) {
            return handle;
        }
        renewing.lock();
        try {
            if (slot.handle().isLost()) {
                renew(check);
            }
            return slot.handle();
        } finally {
            renewing.unlock();
        }
    }

    private void renew(Consumer<Connection> check) {
        if (vain != null && options.timeSource().instant().isBefore(rested)) {
            throw vain;
        }
        Instant begun = options.timeSource().instant();
        try (Connection anew = open(uri, libvirtUri, options, reserved)) {
            check.accept(anew);
            slot.replace(anew.slot.release());
            vain = null;
            LOG.info("Connected to {} anew", uri);
        } catch (HypervisorException failed) {
            Instant now = options.timeSource().instant();
            vain = failed;
            rested = now.isBefore(begun.plus(REST)) ? now : now.plus(REST);
            throw failed;
        }
    }

    /** Registers for an event of all VMs for as long as the connection stands. */
    public void register(int event, VirDomainEventCallback callback) {
        inside(handle -> {
            handle.register(event, callback);
            return true;
        });
    }

    /** Returns the host's address as the caller gave it. */
    public HostUri uri() {
        return uri;
    }

    /**
     * Runs a call that needs the connection only.
     *
     * @throws SessionClosedException if it was closed; nothing was called
     */
    public <T> T with(ConnectionCall<T> call) {
        return inside(handle -> call.on(handle.library(), handle.pointer()));
    }

    private <T> T inside(Function<ConnectionHandle, T> call) {
        ConnectionHandle handle = enter();
        ConnectionHandle outer = entered.get();
        entered.set(handle);
        try {
            return call.apply(handle);
        } finally {
            if (outer == null) {
                entered.remove();
            } else {
                entered.set(outer);
            }
            handle.leave();
        }
    }

    private ConnectionHandle enter() {
        ConnectionHandle handle = current();
        while (!handle.tryEnter()) {
            if (slot.isClosed()) {
                throw new SessionClosedException(uri);
            }
            // Another thread has replaced it in this moment.
            handle = current();
        }
        return handle;
    }

    /**
     * Looks a VM up, runs the call, and frees the pointer.
     *
     * @param doing what is tried, completing the sentence "cannot …"
     * @throws UnknownVmException if it is not there, or reserved; nothing was called
     */
    public <T> T withDomain(VmId vm, String doing, DomainCall<T> call) {
        if (isReserved(vm)) {
            throw new UnknownVmException(vm.toString(), uri);
        }
        return with((library, connection) -> {
            DomainPointer domain =
                    checkFound(library.virDomainLookupByUUID(connection, DomainUuid.bytes(vm)), doing, vm.toString());
            try {
                return call.on(library, domain);
            } finally {
                library.virDomainFree(domain);
            }
        });
    }

    /**
     * Passes a result on if it is not negative.
     *
     * @throws HypervisorException always otherwise, from the error of the call that this thread has just made
     */
    public int check(int result, String doing, Object subject) {
        if (result < 0) {
            throw failure(doing, subject.toString());
        }
        return result;
    }

    /**
     * Passes a pointer on if it is not null.
     *
     * @throws HypervisorException always otherwise, from the error of the call that this thread has just made
     */
    public <P> P checkFound(@Nullable P pointer, String doing, Object subject) {
        if (pointer == null) {
            throw failure(doing, subject.toString());
        }
        return pointer;
    }

    /**
     * Passes a result on if it is not negative.
     *
     * @param doing what was tried, {@code %s} standing for the VM and its name
     * @throws HypervisorException always otherwise, from the error of the call that this thread has just made
     */
    public int check(int result, String doing, DomainPointer domain) {
        if (result < 0) {
            LibvirtLibrary library = NativeLibvirt.library();
            LibvirtError error = LibvirtError.last(library);
            String name = library.virDomainGetName(domain);
            throw failure(error, doing.formatted("VM '%s'".formatted(name)), String.valueOf(name));
        }
        return result;
    }

    private HypervisorException failure(String doing, String subject) {
        return failure(LibvirtError.last(NativeLibvirt.library()), doing, subject);
    }

    /** Returns the exception for an error that was taken with {@link LibvirtError#last}. */
    public HypervisorException failure(LibvirtError error, String doing, String subject) {
        // That of the call: by now there may be a new one.
        ConnectionHandle ofCall = entered.get();
        boolean connected = !error.isConnectionError() || (ofCall == null ? isAlive() : ofCall.stands());
        return ErrorTranslation.translate(error, uri, doing, subject, connected);
    }

    /** Tells whether the connection stands, as far as this side knows; makes none anew. Never throws. */
    public boolean isAlive() {
        ConnectionHandle handle = slot.handle();
        if (!handle.tryEnter()) {
            return false;
        }
        try {
            return handle.stands();
        } finally {
            handle.leave();
        }
    }

    @Override
    public void close() {
        net.clean();
    }
}
