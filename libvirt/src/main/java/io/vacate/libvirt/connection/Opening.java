package io.vacate.libvirt.connection;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.SessionOptions;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to connect, on a thread that is given up when time is over: libvirt itself knows no time limit. The {@code ssh}
 * that it started is ended then, which ends the thread, too. A thread that waits for a silent host by TCP stays, with its
 * socket, until the host or the kernel ends the connection; libvirt offers no way to call it off.
 */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final int LOOKS = 150;
    private static final long BETWEEN_LOOKS_MILLIS = 200;
    private static final AtomicInteger UNFINISHED = new AtomicInteger();

    private final HostUri uri;
    private final String libvirtUri;
    private final Duration timeout;
    private final CredentialPrompts prompts;

    /** The kernel's folder for the thread inside libvirt, once it has begun. */
    private volatile @Nullable Path thread;

    Opening(HostUri uri, String libvirtUri, SessionOptions options) {
        this.uri = uri;
        this.libvirtUri = libvirtUri;
        timeout = options.connectTimeout();
        prompts = new CredentialPrompts(uri, options.credentials());
    }

    /** Returns how many attempts of this process are inside libvirt, given up or not. */
    static int unfinished() {
        return UNFINISHED.get();
    }

    /** Connects, and makes a handle of the pointer, which is closed if it comes too late. */
    ConnectionHandle open(LibvirtLibrary library, Function<ConnectionPointer, ConnectionHandle> opened) {
        UNFINISHED.incrementAndGet();
        CompletableFuture<ConnectionHandle> opening = CompletableFuture.supplyAsync(
                        () -> opened.apply(connect(library)), NativeLibvirt.threads())
                .whenComplete((handle, failure) -> UNFINISHED.decrementAndGet());
        try {
            return await(opening);
        } catch (TimeoutException late) {
            giveUp(opening);
            throw new HostUnreachableException(uri, "no answer within %d ms".formatted(timeout.toMillis()));
        } catch (InterruptedException stopped) {
            giveUp(opening);
            Thread.currentThread().interrupt();
            throw new HostUnreachableException(uri, "interrupted while connecting");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof HypervisorException known) {
                throw known;
            }
            throw new IllegalStateException("Opening %s failed".formatted(uri), failed.getCause());
        }
    }

    /** Waits until time is over, the time not counted in which somebody was asked for a password. */
    private ConnectionHandle await(CompletableFuture<ConnectionHandle> opening)
            throws InterruptedException, ExecutionException, TimeoutException {
        long start = System.nanoTime();
        while (true) {
            long remaining = timeout.toNanos()
                    - (System.nanoTime() - start)
                    + prompts.timeAsked().toNanos();
            try {
                return opening.get(Math.max(1_000_000, remaining), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                if (System.nanoTime() - start - prompts.timeAsked().toNanos() >= timeout.toNanos()) {
                    throw late;
                }
            }
        }
    }

    private ConnectionPointer connect(LibvirtLibrary library) {
        thread = self();
        ConnectionPointer pointer = prompts.open(library, libvirtUri);
        if (pointer == null) {
            LibvirtError error = LibvirtError.last(library);
            throw prompts.refusal(error).orElseGet(() -> ErrorTranslation.translateOpening(error, uri));
        }
        return pointer;
    }

    private static @Nullable Path self() {
        try {
            return Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")));
        } catch (IOException | UnsupportedOperationException notLinux) {
            LOG.debug("Which thread opens a connection is not known", notLinux);
            return null;
        }
    }

    private void giveUp(CompletableFuture<ConnectionHandle> opening) {
        CompletableFuture<Void> unused = opening.thenAccept(ConnectionHandle::close);
        Path inside = thread;
        if (inside != null && !opening.isDone()) {
            NativeLibvirt.threads().execute(() -> endPrograms(inside, opening));
        }
    }

    /** On a busy machine the program may begin only after time is over: so it is looked for again and again. */
    private void endPrograms(Path inside, CompletableFuture<ConnectionHandle> opening) {
        for (int look = 0; look < LOOKS && !opening.isDone(); look++) {
            try {
                String children = Files.readString(inside.resolve("children")).strip();
                Arrays.stream(children.split(" +"))
                        .filter(child -> !child.isEmpty())
                        .map(Long::valueOf)
                        .map(ProcessHandle::of)
                        .flatMap(Optional::stream)
                        .forEach(this::end);
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (IOException ended) {
                LOG.debug("The thread that opened {} has ended, or its children are not known", uri, ended);
                return;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /**
     * Ends a program that libvirt started on that thread, and what that started in turn, such as a ProxyCommand. The program
     * goes first, lest it starts another in place of the one that ended.
     */
    private void end(ProcessHandle program) {
        LOG.debug("{}: ending process {}, which has not connected in time", uri, program.pid());
        List<ProcessHandle> others = program.descendants().toList();
        program.destroyForcibly();
        others.forEach(ProcessHandle::destroyForcibly);
    }
}
