package io.vacate.libvirt.suspend;

import io.vacate.api.host.HostId;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.storage.FileDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * What suspend-copy-resume needs of a host. Each method asks the host, blocks, and throws a {@link
 * io.vacate.api.error.HypervisorException} if it fails; then it may have been done. Safe for use by several threads.
 */
interface Site {
    HostUri uri();

    HostId id();

    TimeSource clock();

    /** Returns what a VM does; empty if the host knows no such VM. */
    Optional<VmStatus> status(VmId vm);

    /** Returns how a VM that the host knows is defined. */
    Definition definition(VmId vm);

    /** Saves a running VM to a file, which is whole when this returns; the VM is off then. */
    void save(VmId vm, String file);

    /** Asks that a save be given up; the VM runs on then. Does nothing if there is none. */
    void requestAbort(VmId vm);

    /** Forgets the definition of a VM. */
    void undefine(VmId vm);

    /** Makes a definition outlive the VM's run. */
    void define(Definition definition);

    /** Returns the definition in a file with a whole saved state; empty if there is none, or it is not whole. */
    Optional<String> savedDefinition(String file);

    /** Tells whether somebody is saving a VM that has that status; that may end with the VM off. */
    boolean isBeingSaved(VmId vm, VmStatus status);

    /** Tells whether a VM that has that status was restored, and not resumed since. */
    boolean isMerelyRestored(VmStatus status);

    /** Restores a VM from a file, paused or running. The file stays. */
    void restore(String file, Optional<String> definition, boolean paused);

    /** Lets a paused VM run on. */
    void resume(VmId vm);

    /** Ends a VM at once. */
    void destroy(VmId vm);

    FileDirectory directory(Buffer kind);

    /** Waits by the host's clock. */
    default void pause(Duration time) {
        CountDownLatch over = new CountDownLatch(1);
        clock().schedule(time, over::countDown);
        try {
            over.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
