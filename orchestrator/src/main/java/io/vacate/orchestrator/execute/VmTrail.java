package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where a VM was before a move, and where that move finds it.
 *
 * @param before the move before this one of a VM that goes by a third host; empty of all other moves
 */
record VmTrail(Optional<MoveRun> before) {
    /** Tells whether the move before this one is over. */
    boolean isReady() {
        return before.map(MoveRun::isDone).orElse(true);
    }

    /**
     * Returns the host on which a move that was not tried yet finds its VM: where the move before it left it running, be that as
     * planned or not. Empty if that is not known, it does not run, or somebody aborted that move, which is not ours to overrule.
     */
    Optional<Host> place(VmMove move) {
        if (before.isEmpty()) {
            return Optional.of(move.source());
        }
        MoveRun earlier = before.get();
        if (!earlier.isDone()) {
            return Optional.empty();
        }
        MoveResult result = earlier.result();
        if (result instanceof MoveResult.Moved moved) {
            return Optional.of(moved.destination());
        }
        return result instanceof MoveResult.NotMoved stayed
                        && stayed.reason() != MoveResult.Reason.ABORTED
                        && Attempts.runsAtSource(earlier.move(), stayed.location())
                ? Optional.of(earlier.move().source())
                : Optional.empty();
    }

    /** Returns why there is no such host, for people. */
    String obstacle() {
        return before.filter(MoveRun::isDone)
                .map(MoveRun::result)
                .filter(result ->
                        result instanceof MoveResult.NotMoved stayed && stayed.reason() == MoveResult.Reason.ABORTED)
                .map(aborted -> "the move before this one was cancelled by someone else, on its host")
                .orElse("the move before this one did not leave it running where that is known");
    }

    /** Returns all hosts on which the VM of a move can be. */
    Set<Host> hosts(VmMove move, Collection<Host> destinations) {
        Set<Host> hosts = new LinkedHashSet<>();
        hosts.add(move.source());
        hosts.add(move.destination());
        before.ifPresent(earlier -> hosts.addAll(earlier.hosts()));
        hosts.addAll(destinations);
        return hosts;
    }
}
