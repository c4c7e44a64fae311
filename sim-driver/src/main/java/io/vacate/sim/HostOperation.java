package io.vacate.sim;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.vm.VmId;
import org.jspecify.annotations.Nullable;

/** Something that takes time on a host while its caller waits. Not thread-safe: guarded by the world's lock. */
final class HostOperation {
    private final Machine machine;
    private final VmId vm;
    private final Runnable undo;
    private boolean ended;
    private @Nullable HypervisorException failure;

    /**
     * Begins.
     *
     * @param vm the VM that it is about
     * @param undo what a failure takes back
     */
    HostOperation(Machine machine, VmId vm, Runnable undo) {
        this.machine = machine;
        this.vm = vm;
        this.undo = undo;
        machine.operations.add(this);
    }

    void succeed() {
        ended = true;
        machine.operations.remove(this);
    }

    void fail(HypervisorException why) {
        if (!ended) {
            succeed();
            failure = why;
            undo.run();
        }
    }

    VmId vm() {
        return vm;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Throws what it failed with, if it did. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }
}
