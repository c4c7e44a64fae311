package io.vacate.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.vm.StateReason;
import io.vacate.qmp.VmFolder.Arriving;
import io.vacate.qmp.VmFolder.Arriving.Phase;
import java.time.Duration;
import java.util.Set;

/**
 * Decides who has a VM that is on its way, and brings that about. Both ends are asked each time and the phase is on disk, so
 * that any process can go on where another one died.
 *
 * <table>
 * <caption>What follows from what both say, while the phase is RECEIVING</caption>
 * <tr><th>destination</th><th>source</th><th>then</th></tr>
 * <tr><td>has all of it</td><td>has finished sending, or is dead</td><td>the VM runs on at the destination</td></tr>
 * <tr><td>lives</td><td>is sending, or has sent all</td><td>wait</td></tr>
 * <tr><td>anything else</td><td>anything else</td><td>the VM runs on at the source</td></tr>
 * </table>
 *
 * <p>Whoever calls {@link #step()} holds the claim on the destination folder's migration lock.
 */
final class Handover {
    private static final String DEAD = "dead";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    static final Set<String> SENDING =
            Set.of("setup", "active", "device", "pre-switchover", "cancelling", "wait-unplug");

    private final Machine source;
    private final Machine destination;
    private final Watcher watcher;

    /** What became of it. */
    enum Step {
        /** Memory moves, or the destination still reads it. */
        UNDER_WAY,
        /** The VM is at its destination, and gone from its source. */
        DELIVERED,
        /** The VM is at its source, if it lives at all, and nothing of it is at the destination. */
        GIVEN_BACK,
        /** The VM may have run at its destination and is dead there; its source keeps it stopped. Nobody but a person can tell. */
        UNDECIDED
    }

    /** Is told what is found on the way. */
    interface Watcher {
        /** One end has answered {@code query-migrate}. */
        default void answered(Machine machine, JsonNode migration) {}

        /** One end is dead. */
        default void isDead(Machine machine) {}

        /** The VM has ended at its source, and its folder is still there. */
        default void sourceEnded() {}
    }

    /** Changes nothing yet. */
    Handover(Machine source, Machine destination, Watcher watcher) {
        this.source = source;
        this.destination = destination;
        this.watcher = watcher;
    }

    /** Looks and acts. Can be repeated after whatever error it throws. */
    Step step() {
        Arriving arriving = destination.folder().arriving().orElse(null);
        if (arriving == null) {
            // The last thing that giving back does.
            source.folder().stayed();
            return Step.GIVEN_BACK;
        }
        return switch (arriving.phase()) {
            case RECEIVING -> received(arriving);
            case STARTING -> destination.isAlive() ? deliver(arriving) : Step.UNDECIDED;
            case DELIVERED -> finish(arriving);
        };
    }

    private Step received(Arriving arriving) {
        // The order counts: what is asked later is never behind what was asked before.
        String there = migration(destination);
        String here = migration(source);
        String state = source.runState().orElse(DEAD);
        boolean sentAll = here.equals("completed") && state.equals("postmigrate");
        if (there.equals("completed") && (sentAll || state.equals(DEAD))) {
            return deliver(arriving);
        }
        boolean receives = Set.of("setup", "active", "completed").contains(there);
        if (receives && !state.equals(DEAD) && (sentAll || SENDING.contains(here))) {
            return Step.UNDER_WAY;
        }
        return giveBack();
    }

    private String migration(Machine machine) {
        try {
            if (machine.isAlive()) {
                JsonNode answer = machine.ask("query-migrate");
                watcher.answered(machine, answer);
                return answer.path("status").asText("none");
            }
        } catch (VmStateException ended) {
            // As if it had not been there any more.
        }
        watcher.isDead(machine);
        return DEAD;
    }

    private Step deliver(Arriving arriving) {
        // From here on the source must not run, whatever happens: so it is written down before it is done.
        destination.folder().arriving(arriving.in(Phase.STARTING));
        boolean pausedByUser = source.folder().reason() == StateReason.USER;
        if (!pausedByUser) {
            destination.ask("cont");
            String state = destination.runState().orElse(DEAD);
            if (!state.equals("running")) {
                throw new MigrationFailedException("VM %s is %s at %s, not running"
                        .formatted(source.folder().id(), state, destination.host()));
            }
        }
        destination.folder().reason(pausedByUser ? StateReason.USER : StateReason.MIGRATED);
        destination.folder().arriving(arriving.in(Phase.DELIVERED));
        return finish(arriving);
    }

    private Step finish(Arriving arriving) {
        if (source.folder().exists()) {
            source.folder().reason(StateReason.MIGRATED);
            source.end();
            watcher.sourceEnded();
            source.folder().delete();
        }
        destination.folder().define(arriving.definition());
        destination.folder().persistent(arriving.isPersistent());
        destination.folder().arrived();
        return Step.DELIVERED;
    }

    private Step giveBack() {
        destination.end();
        // The source needs a moment to notice; until then it would refuse the next migration.
        Waiting.until(() -> !SENDING.contains(migration(source)), PATIENCE);
        String here = source.runState().orElse(DEAD);
        boolean pausedByUser = source.folder().reason() == StateReason.USER;
        if (here.equals("postmigrate")) {
            source.ask("cont");
            if (pausedByUser) {
                source.ask("stop");
            }
        }
        if (!pausedByUser && !here.equals(DEAD)) {
            source.folder().reason(StateReason.MIGRATION_CANCELLED);
        }
        // The record goes last: until then another process can do all of this again.
        destination.folder().arrived();
        if (destination.folder().definition().isEmpty()) {
            destination.folder().delete();
        }
        source.folder().stayed();
        return Step.GIVEN_BACK;
    }
}
