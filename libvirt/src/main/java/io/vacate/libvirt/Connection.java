package io.vacate.libvirt;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one owner of a {@code virConnectPtr}. Calls in flight when it is closed finish first, and the last of them gives the
 * pointer back; later ones throw before they reach C. Thread-safe.
 */
public final class Connection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Cleaner LEAKS = Cleaner.create();

    private final HostUri uri;
    private final Handle handle;
    private final Cleaner.Cleanable net;

    private Connection(HostUri uri, LibvirtLibrary library, ConnectionPointer pointer) {
        this.uri = uri;
        handle = new Handle(library, pointer, uri.toString());
        net = LEAKS.register(this, handle::leaked);
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

    /**
     * Opens a connection. libvirt itself knows no time limit, so it opens on a thread that is given up when time is over;
     * a connection that comes late is closed at once.
     *
     * @param uri what the caller asked for, for messages
     * @param libvirtUri the address in libvirt's form
     */
    static Connection open(HostUri uri, String libvirtUri, SessionOptions options) {
        CompletableFuture<Connection> opening =
                CompletableFuture.supplyAsync(() -> openBlocking(uri, libvirtUri, options), NativeLibvirt.threads());
        try {
            return opening.get(options.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            closeWhenLate(opening);
            throw new HostUnreachableException(uri, "no answer within " + options.connectTimeout());
        } catch (InterruptedException stopped) {
            closeWhenLate(opening);
            Thread.currentThread().interrupt();
            throw new HostUnreachableException(uri, "interrupted while connecting");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof HypervisorException known) {
                throw known;
            }
            throw new IllegalStateException("Opening %s failed".formatted(uri), failed.getCause());
        }
    }

    private static void closeWhenLate(CompletableFuture<Connection> opening) {
        CompletableFuture<Void> unused = opening.thenAccept(Connection::close);
    }

    private static Connection openBlocking(HostUri uri, String libvirtUri, SessionOptions options) {
        LibvirtLibrary library = NativeLibvirt.library();
        ConnectionPointer pointer = library.virConnectOpen(libvirtUri);
        if (pointer == null) {
            throw ErrorTranslation.translateOpening(LibvirtError.last(library), uri);
        }
        Connection connection = new Connection(uri, library, pointer);
        int seconds = Math.toIntExact(Math.max(1, options.keepAliveInterval().toSeconds()));
        // 1 means that the driver has no use for it: local test connections.
        if (library.virConnectSetKeepAlive(pointer, seconds, options.keepAliveCount()) < 0) {
            LOG.debug("No keepalive on {}: {}", uri, LibvirtError.last(library));
        }
        return connection;
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
        handle.enter(uri);
        try {
            return call.on(handle.library, handle.pointer);
        } finally {
            handle.leave();
        }
    }

    /**
     * Looks a VM up, runs the call, and frees the pointer.
     *
     * @param doing what is tried, completing the sentence "cannot …"
     * @throws UnknownVmException if it is not there; nothing was called
     */
    public <T> T withDomain(VmId vm, String doing, DomainCall<T> call) {
        return with((library, connection) -> {
            DomainPointer domain =
                    checkFound(library.virDomainLookupByUUID(connection, bytes(vm)), doing, vm.toString());
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
    int check(int result, String doing, DomainPointer domain) {
        if (result < 0) {
            LibvirtError error = LibvirtError.last(handle.library);
            String name = handle.library.virDomainGetName(domain);
            throw failure(error, doing.formatted("VM '%s'".formatted(name)), String.valueOf(name));
        }
        return result;
    }

    private HypervisorException failure(String doing, String subject) {
        return failure(LibvirtError.last(handle.library), doing, subject);
    }

    /** Returns the exception for an error that was taken with {@link LibvirtError#last}. */
    HypervisorException failure(LibvirtError error, String doing, String subject) {
        boolean connected = !error.isConnectionError() || isAlive();
        return ErrorTranslation.translate(error, uri, doing, subject, connected);
    }

    /** Tells whether the connection stands, as far as this side knows. Never throws. */
    public boolean isAlive() {
        if (!handle.tryEnter()) {
            return false;
        }
        try {
            return handle.library.virConnectIsAlive(handle.pointer) == 1;
        } finally {
            handle.leave();
        }
    }

    @Override
    public void close() {
        net.clean();
    }

    static byte[] bytes(VmId vm) {
        return ByteBuffer.allocate(16)
                .putLong(vm.uuid().getMostSignificantBits())
                .putLong(vm.uuid().getLeastSignificantBits())
                .array();
    }

    /** The pointer and the number of its users; apart from the connection so that the cleaner can hold it. */
    private static final class Handle {
        private final LibvirtLibrary library;
        private final ConnectionPointer pointer;
        private final String name;
        /** The owner and each call in flight; at 0 the pointer is gone. */
        private final AtomicInteger users = new AtomicInteger(1);

        private volatile boolean closed;

        Handle(LibvirtLibrary library, ConnectionPointer pointer, String name) {
            this.library = library;
            this.pointer = pointer;
            this.name = name;
        }

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

        void enter(HostUri uri) {
            if (!tryEnter()) {
                throw new SessionClosedException(uri);
            }
        }

        void leave() {
            if (users.decrementAndGet() == 0 && library.virConnectClose(pointer) < 0) {
                LOG.debug("Closing {} failed: {}", name, LibvirtError.last(library));
            }
        }

        /** Runs once: by close, or by the cleaner if nobody closed. */
        void leaked() {
            closed = true;
            leave();
        }
    }
}
