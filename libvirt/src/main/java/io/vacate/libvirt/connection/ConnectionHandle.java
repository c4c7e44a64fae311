package io.vacate.libvirt.connection;

import com.sun.jna.Pointer;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.SessionOptions;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.Libvirt.VirConnectCloseFunc;
import org.libvirt.jna.Libvirt.VirDomainEventCallback;
import org.libvirt.jna.Libvirt.VirFreeCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code virConnectPtr} and its users; apart from {@link Connection} so that a cleaner can hold it. Whoever leaves last
 * after the owner did gives the pointer back, and with it all that is registered there: libvirt keeps a connection for as
 * long as one of its callbacks is registered. Thread-safe.
 */
final class ConnectionHandle {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandle.class);

    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final AtomicLong NEXT = new AtomicLong(1);

    /** Callbacks that C may still call. libvirt says through {@link #FREED} when it has let go of one. */
    private static final Map<Long, VirDomainEventCallback> HELD = new ConcurrentHashMap<>();

    private static final VirFreeCallback FREED = opaque -> HELD.remove(Pointer.nativeValue(opaque));

    /** The handles that want to hear when their connection closes, by the number that C passes back. */
    private static final Map<Long, ConnectionHandle> WATCHED = new ConcurrentHashMap<>();

    private static final VirConnectCloseFunc CLOSED = (connection, reason, opaque) -> {
        ConnectionHandle handle = WATCHED.get(Pointer.nativeValue(opaque));
        if (handle != null) {
            handle.lost = true;
            LOG.debug("The connection to {} is lost: {}", handle.uri, reason(reason));
        }
    };

    private final HostUri uri;
    private final LibvirtLibrary library;
    private final ConnectionPointer pointer;
    private final long key = NEXT.getAndIncrement();
    private final List<Integer> events = new CopyOnWriteArrayList<>();
    /** The owner and each call in flight; at 0 the pointer is gone. */
    private final AtomicInteger users = new AtomicInteger(1);

    private final boolean watched;
    private volatile boolean lost;
    private volatile boolean closed;

    private ConnectionHandle(HostUri uri, LibvirtLibrary library, ConnectionPointer pointer) {
        this.uri = uri;
        this.library = library;
        this.pointer = pointer;
        OPEN.incrementAndGet();
        WATCHED.put(key, this);
        watched = library.virConnectRegisterCloseCallback(pointer, CLOSED, new Pointer(key), null) == 0;
        if (!watched) {
            WATCHED.remove(key);
            LOG.debug("{} does not tell when its connection closes: {}", uri, LibvirtError.last(library));
        }
    }

    /** Opens a connection within the time to connect. */
    static ConnectionHandle open(HostUri uri, String libvirtUri, SessionOptions options) {
        LibvirtLibrary library = NativeLibvirt.library();
        return new Opening(uri, libvirtUri, options).open(library, pointer -> opened(uri, library, pointer, options));
    }

    private static ConnectionHandle opened(
            HostUri uri, LibvirtLibrary library, ConnectionPointer pointer, SessionOptions options) {
        int seconds = Math.toIntExact(Math.max(1, options.keepAliveInterval().toSeconds()));
        // 1 means that the driver has no use for it: local test connections.
        if (library.virConnectSetKeepAlive(pointer, seconds, options.keepAliveCount()) < 0) {
            LOG.debug("No keepalive on {}: {}", uri, LibvirtError.last(library));
        }
        return new ConnectionHandle(uri, library, pointer);
    }

    /** Returns how many connections of this process are open. */
    static int openCount() {
        return OPEN.get();
    }

    /** Returns how many event callbacks C still holds. */
    static int heldCallbacks() {
        return HELD.size();
    }

    LibvirtLibrary library() {
        return library;
    }

    ConnectionPointer pointer() {
        return pointer;
    }

    /** Registers for an event of all VMs until the connection is given back; logs it if the host knows no such event. */
    void register(int event, VirDomainEventCallback callback) {
        long number = NEXT.getAndIncrement();
        HELD.put(number, callback);
        int id = library.virConnectDomainEventRegisterAny(pointer, null, event, callback, new Pointer(number), FREED);
        if (id < 0) {
            HELD.remove(number);
            LOG.debug("{} reports no events of kind {}: {}", uri, event, LibvirtError.last(library));
        } else {
            events.add(id);
        }
    }

    /** Enters if it is open, lost or not. */
    boolean tryEnter() {
        int before = users.getAndUpdate(count -> count == 0 ? 0 : count + 1);
        if (before == 0) {
            return false;
        }
        if (closed) {
            leave();
            return false;
        }
        return true;
    }

    void leave() {
        if (users.decrementAndGet() == 0) {
            giveBack();
        }
    }

    /** Tells whether the connection stands, as far as this side knows. Only for those who have entered. */
    boolean stands() {
        if (!lost && library.virConnectIsAlive(pointer) != 1) {
            lost = true;
        }
        return !lost;
    }

    /** Tells whether it is known that the connection broke, without asking. */
    boolean isLost() {
        return lost;
    }

    private void giveBack() {
        events.forEach(id -> library.virConnectDomainEventDeregisterAny(pointer, id));
        if (watched) {
            library.virConnectUnregisterCloseCallback(pointer, CLOSED);
            WATCHED.remove(key);
        }
        int references = library.virConnectClose(pointer);
        OPEN.decrementAndGet();
        if (references < 0) {
            LOG.debug("Closing the connection to {} failed: {}", uri, LibvirtError.last(library));
        } else if (references > 0) {
            LOG.warn("The connection to {} stays open: {} references to it are left", uri, references);
        }
    }

    /** Ends the owner's use. To be called once. */
    void close() {
        closed = true;
        leave();
    }

    private static String reason(int number) {
        return switch (number) {
            case 0 -> "an error";
            case 1 -> "the host closed it";
            case 2 -> "no answer to keepalives";
            case 3 -> "this side closed it";
            default -> "reason " + number;
        };
    }
}
