package io.vacate.libvirt.connection;

import io.vacate.libvirt.jna.LibvirtLibrary;
import org.libvirt.jna.Libvirt.VirEventTimeoutCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libvirt's event loop on a daemon thread of its own, for the whole process. It must be registered before the first
 * connection opens and run for as long as one is open: events, and the keepalive that long calls depend upon, come from
 * here.
 */
final class EventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** With nothing registered a run of the loop would block for good and miss what is registered meanwhile. */
    private static final int WAKE_UP_MILLIS = 1000;

    private static final long PAUSE_AFTER_FAILURE_MILLIS = 100;

    private static final VirEventTimeoutCallback WAKE_UP = (timer, opaque) -> {};

    private final LibvirtLibrary library;

    private EventLoop(LibvirtLibrary library) {
        this.library = library;
    }

    static void start(LibvirtLibrary library) {
        if (library.virEventRegisterDefaultImpl() < 0) {
            throw new IllegalStateException("libvirt refused to register its event loop");
        }
        library.virEventAddTimeout(WAKE_UP_MILLIS, WAKE_UP, null, null);
        Thread thread = new Thread(new EventLoop(library)::run, "vacate-libvirt-events");
        thread.setDaemon(true);
        thread.start();
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private void run() {
        while (true) {
            if (library.virEventRunDefaultImpl() < 0) {
                LOG.warn("libvirt's event loop failed: {}", LibvirtError.last(library));
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
        } catch (InterruptedException ignored) {
            // nothing interrupts this thread, and the loop must go on
        }
    }
}
