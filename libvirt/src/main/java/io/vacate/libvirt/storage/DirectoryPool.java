package io.vacate.libvirt.storage;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.NativeError;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.host.HostId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.LibvirtError;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.StoragePoolPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage pool through which libvirt sees a directory: the one that is active there, or else a transient one of ours,
 * which is made for each piece of work and ended after it, also if the work fails. One that a program left when it was killed
 * is ended by the next that comes.
 *
 * <p>Programs do not know of each other, so one may end the pool that another has just found. libvirt then refuses the work
 * before it has done anything, and it is done again. A stream that has begun needs its pool no more. Thread-safe; the threads
 * of this program take turns at each directory.
 *
 * <p>Who has several questions keeps the pool for all of them ({@link #kept}), and goes on without if another program ends it.
 */
final class DirectoryPool {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryPool.class);

    private static final int MAKE_DIRECTORY = 1;
    private static final int ATTEMPTS = 20;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private static final ConcurrentMap<Place, Turn> TURNS = new ConcurrentHashMap<>();

    private final LibvirtHost host;
    private final String path;
    private final String name;
    private final String xml;

    private record Place(HostId host, String path) {}

    /** What the threads of this program take turns at. */
    private static final class Turn {
        private final Lock lock = new ReentrantLock();
        private @Nullable Kept kept;

        <T> T keeping(Kept pool, Supplier<T> look) {
            Kept outer = kept;
            kept = pool;
            try {
                return look.get();
            } finally {
                kept = outer;
            }
        }
    }

    /** The pool that the thread whose turn it is keeps, for that connection only; none if the directory is missing. */
    private record Kept(Connection connection, @Nullable StoragePoolPointer pool) {}

    /** Another program was at work on the same directory: to be tried again. */
    private static final class ContendedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never is
        private final HypervisorException why;

        ContendedException(HypervisorException why) {
            super(why);
            this.why = why;
        }
    }

    /** What is done with the pool, which has just been looked through. May be done again if libvirt refuses it. */
    interface Work<T> {
        T on(LibvirtLibrary library, StoragePoolPointer pool);
    }

    /**
     * Names a directory; nothing is asked yet.
     *
     * @param ownersOnly whether the directory, when it is made, is for its owner alone
     */
    DirectoryPool(LibvirtHost host, String path, boolean ownersOnly) {
        this.host = host;
        this.path = path;
        name = StorageXml.poolName(path);
        xml = StorageXml.pool(path, ownersOnly);
    }

    /**
     * Works on the directory as it is. Nothing is left on the host but what the work itself does.
     *
     * @param doing what is tried, completing the sentence "cannot …"
     * @return what the work returned; empty if there is no such directory, or libvirt has no storage driver there
     */
    <T> Optional<T> ifThere(Connection connection, String doing, Work<T> work) {
        return inTurn(connection, doing, 0, work);
    }

    /** Works on the directory, which is made first if it is missing. */
    <T> T made(Connection connection, String doing, Work<T> work) {
        return inTurn(connection, doing, MAKE_DIRECTORY, work).orElseThrow();
    }

    /**
     * Keeps the pool while several questions are asked on this thread, by whatever object for this directory.
     *
     * @param look what asks them; may be run a second time
     */
    <T> T kept(Connection connection, String doing, Supplier<T> look) {
        Turn turn = turn();
        turn.lock.lock();
        try {
            return inTurn(connection, doing, 0, (library, pool) -> turn.keeping(new Kept(connection, pool), look))
                    .orElseGet(() -> turn.keeping(new Kept(connection, null), look));
        } finally {
            turn.lock.unlock();
        }
    }

    private Turn turn() {
        return TURNS.computeIfAbsent(new Place(host.info().id(), path), place -> new Turn());
    }

    private <T> Optional<T> inTurn(Connection connection, String doing, int making, Work<T> work) {
        requireNoDevices(doing);
        Turn turn = turn();
        turn.lock.lock();
        try {
            Kept kept = turn.kept;
            if (kept != null && kept.connection == connection) {
                StoragePoolPointer pool = kept.pool;
                if (pool == null && making == 0) {
                    return Optional.empty();
                }
                try {
                    if (pool != null) {
                        return connection.with((library, pointer) -> Optional.of(work.on(library, pool)));
                    }
                } catch (HypervisorException failure) {
                    if (!isPoolGone(failure)) {
                        throw failure;
                    }
                }
                turn.kept = null;
            }
            for (int attempt = 1; ; attempt++) {
                try {
                    return connection.with(
                            (library, pointer) -> once(connection, library, pointer, doing, making, work));
                } catch (ContendedException contended) {
                    if (attempt == ATTEMPTS) {
                        throw contended.why;
                    }
                    LOG.debug("Once more: {}", contended.why.getMessage());
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
                }
            }
        } finally {
            turn.lock.unlock();
        }
    }

    /** libvirt opens whatever lies in a directory that it looks into; to open a watchdog is to start it. */
    private void requireNoDevices(String doing) {
        if (path.equals("/dev") || (path.startsWith("/dev/") && !(path + "/").startsWith("/dev/shm/"))) {
            throw new OperationFailedException(
                    "%s: cannot %s: '%s' is for devices; nothing was changed".formatted(host.uri(), doing, path));
        }
    }

    private <T> Optional<T> once(
            Connection connection,
            LibvirtLibrary library,
            ConnectionPointer pointer,
            String doing,
            int making,
            Work<T> work) {
        StoragePoolPointer own = library.virStoragePoolCreateXML(pointer, xml, making);
        StoragePoolPointer pool = own == null ? others(connection, library, pointer, doing, making) : own;
        if (pool == null) {
            return Optional.empty();
        }
        try {
            if (own == null) {
                refresh(connection, library, pool, doing);
            }
            return Optional.of(work.on(library, pool));
        } catch (HypervisorException failure) {
            throw isPoolGone(failure) ? new ContendedException(failure) : failure;
        } finally {
            end(library, pool);
        }
    }

    /** Returns the pool that keeps ours from being made; none if it is the directory that is missing. */
    private @Nullable StoragePoolPointer others(
            Connection connection, LibvirtLibrary library, ConnectionPointer pointer, String doing, int making) {
        LibvirtError refusal = LibvirtError.last(library);
        if (making == 0 && (refusal.isNoSuchFile() || refusal.isNoDriver())) {
            return null;
        }
        HypervisorException failure = connection.failure(refusal, doing, path);
        if (!refusal.isOperationFailed()) {
            throw failure;
        }
        StoragePoolPointer ours = library.virStoragePoolLookupByName(pointer, name);
        StoragePoolPointer active = ours == null ? library.virStoragePoolLookupByTargetPath(pointer, path) : ours;
        if (active == null) {
            throw new ContendedException(failure); // it has ended since, or stays if it is one that is not active
        }
        return active;
    }

    /** libvirt refuses while it makes a file for somebody else, and fails if one vanishes as it looks. */
    private static void refresh(Connection connection, LibvirtLibrary library, StoragePoolPointer pool, String doing) {
        try {
            connection.check(library.virStoragePoolRefresh(pool, 0), doing, "");
        } catch (OperationFailedException busy) {
            throw new ContendedException(busy);
        }
    }

    private static boolean isPoolGone(HypervisorException failure) {
        int code = failure.nativeError().map(NativeError::code).orElse(0);
        return code == LibvirtError.NO_STORAGE_POOL || code == LibvirtError.OPERATION_INVALID;
    }

    /** Ends the pool if it is ours, whichever program made it; the directory stays. Who is at work on it ends it later. */
    private void end(LibvirtLibrary library, StoragePoolPointer pool) {
        if (turn().kept != null) {
            // On another connection; whoever keeps it ends it.
            library.virStoragePoolFree(pool);
            return;
        }
        if (name.equals(library.virStoragePoolGetName(pool)) && library.virStoragePoolDestroy(pool) < 0) {
            LOG.debug("The storage pool of {} on {} stays: {}", path, host.uri(), LibvirtError.last(library));
        }
        library.virStoragePoolFree(pool);
    }
}
