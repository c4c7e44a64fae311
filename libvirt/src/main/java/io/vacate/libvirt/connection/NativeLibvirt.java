package io.vacate.libvirt.connection;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.sun.jna.Native;
import io.vacate.api.spi.Availability;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.libvirt.jna.Libvirt.VirErrorCallback;

/**
 * libvirt's client library in this process: loaded once, silent, with its event loop running. Thread-safe.
 */
public final class NativeLibvirt {
    /** libvirt would print every error to standard error; ours are exceptions. */
    private static final VirErrorCallback SILENT = (opaque, error) -> {};

    private static final Executor THREADS = Executors.newCachedThreadPool(new ThreadFactoryBuilder()
            .setNameFormat("vacate-libvirt-%d")
            .setDaemon(true)
            .build());

    private final LibvirtLibrary library;

    private NativeLibvirt() {
        library = LibvirtLibrary.load();
        library.virInitialize();
        library.virSetErrorFunc(null, SILENT);
        EventLoop.start(library);
    }

    /** Loads at first use. */
    private static final class Holder {
        static final NativeLibvirt INSTANCE = new NativeLibvirt();
    }

    /**
     * Returns the library, its event loop running.
     *
     * @throws LinkageError if it cannot be loaded
     */
    public static LibvirtLibrary library() {
        return Holder.INSTANCE.library;
    }

    /** Returns daemon threads for calls that block: as many as there are such calls, ended when idle for a minute. */
    public static Executor threads() {
        return THREADS;
    }

    /** Tells whether the library can be loaded. Never throws. */
    public static Availability availability() {
        try {
            if (Native.POINTER_SIZE != Long.BYTES || Native.LONG_SIZE != Long.BYTES) {
                return new Availability.Unavailable("libvirt is used on 64-bit Linux only; use a 64-bit JDK on Linux");
            }
            LibvirtLibrary.load();
            return new Availability.Available();
        } catch (LinkageError missing) {
            return new Availability.Unavailable(
                    "libvirt's client library (%s) cannot be loaded; install libvirt0, on Debian with: apt-get install libvirt0 libvirt-clients"
                            .formatted(LibvirtLibrary.sharedObject()));
        }
    }
}
