package io.vacate.sim;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.vm.VmId;
import java.util.List;
import java.util.Optional;

/** Ends a suspend-copy-resume that was interrupted. Not thread-safe: guarded by the world's lock. */
final class Resumption {
    private final World world;
    private final VmId vm;
    private final SimSession here;
    private final SimSession there;

    Resumption(VmId vm, SimSession here, SimSession there) {
        this.world = here.world;
        this.vm = vm;
        this.here = here;
        this.there = there;
    }

    /** Returns the host that has the VM already: what was left in buffers is removed then. */
    Optional<SimSession> alreadyResumed() {
        Machine owner = world.owner(vm).map(guest -> guest.machine).orElse(null);
        Optional<SimSession> found =
                sessions().stream().filter(session -> session.machine == owner).findFirst();
        found.ifPresent(session -> tidyUp());
        return found;
    }

    /** Returns the host whose buffer has the VM's whole state. */
    SimSession holder() {
        return sessions().stream()
                .filter(session -> session.machine
                        .buffers
                        .parked(vm)
                        .filter(ParkedState::whole)
                        .isPresent())
                .findFirst()
                .orElseThrow(this::nothingWhole);
    }

    private RuntimeException nothingWhole() {
        boolean partial = sessions().stream()
                .anyMatch(session -> session.machine.buffers.parked(vm).isPresent());
        return partial
                ? new OperationFailedException(
                        "Of VM %s there is only an unfinished copy on %s and %s; it was left as it is"
                                .formatted(vm, here.uri(), there.uri()))
                : new UnknownVmException(vm.toString(), here.uri());
    }

    /** Begins to read the state back on the host that has it. */
    HostOperation begin(SimSession holder) {
        ParkedState state = holder.machine.buffers.parked(vm).orElseThrow(this::nothingWhole);
        return new SaveRestore(holder.machine)
                .restore(
                        state.spec(),
                        state.persistent(),
                        holder.machine.buffers.space(state.kind()).read,
                        this::tidyUp);
    }

    private void tidyUp() {
        sessions().forEach(session -> session.machine.buffers.discard(vm));
    }

    private List<SimSession> sessions() {
        return List.of(here, there);
    }
}
