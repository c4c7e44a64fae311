package io.vacate.orchestrator;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Follows the memory of hosts through a plan: a VM takes its memory where it goes when it starts, and frees it where it was, or once it is suspended. */
final class RoomCheck {
    private final Map<String, DataSize> room;
    private final Map<String, Candidate> vms;

    /**
     * @param room memory that VMs may be given, by the name of the host; hosts that are not in it have room for all
     * @param vms by their names in the plan
     */
    RoomCheck(Map<String, DataSize> room, Map<String, Candidate> vms) {
        this.room = new HashMap<>(room);
        this.vms = vms;
    }

    private record Change(Duration time, boolean isStart, Action.Migrate move, Candidate vm) {}

    /**
     * Returns the VMs that find no room when their turn comes, each once, as sentences.
     *
     * @param actions the plan's, predecessors first
     */
    List<String> lacking(List<Action> actions) {
        List<Change> changes = changes(actions);
        List<String> lacking = new ArrayList<>();
        Set<VmId> told = new HashSet<>();
        for (Change change : changes) {
            DataSize memory = change.vm.memory();
            if (!change.isStart) {
                room.computeIfPresent(change.move.from(), (host, left) -> left.plus(memory));
                continue;
            }
            DataSize left = room.get(change.move.to());
            if (left == null) {
                continue;
            }
            if (left.compareTo(memory) < 0 && told.add(change.vm.id())) {
                lacking.add("VM '%s' needs %s on '%s', which has %s free when its turn comes"
                        .formatted(change.move.vm(), memory, change.move.to(), left));
            }
            room.put(change.move.to(), left.minusOrZero(memory));
        }
        return lacking;
    }

    private List<Change> changes(List<Action> actions) {
        Map<String, Duration> ends = new HashMap<>();
        Map<String, Action.Migrate> held = HeldMoves.of(actions);
        List<Change> changes = new ArrayList<>();
        for (Action action : actions) {
            Duration start = action.predecessors().stream()
                    .map(id -> ends.getOrDefault(id, Duration.ZERO))
                    .reduce(action.start(), (a, b) -> a.compareTo(b) > 0 ? a : b);
            Duration end = start.plus(action.end().minus(action.start()));
            ends.put(action.id(), end);
            if (action instanceof Action.Migrate move && vms.containsKey(move.vm())) {
                Candidate vm = vms.get(move.vm());
                changes.add(new Change(start, true, move, vm));
                if (!held.containsValue(move)) {
                    changes.add(new Change(end, false, move, vm));
                }
            } else if (action instanceof Action.Suspend && held.containsKey(action.id())) {
                Action.Migrate move = held.get(action.id());
                Candidate vm = vms.get(move.vm());
                if (vm != null) {
                    changes.add(new Change(end, false, move, vm));
                }
            }
        }
        changes.sort(Comparator.comparing(Change::time).thenComparing(Change::isStart));
        return changes;
    }
}
