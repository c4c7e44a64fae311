package io.vacate.orchestrator;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import io.vacate.model.estimate.Tuning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The moves of a plan whose VMs wait suspended. A plan has two actions for each: one suspends the VM, the other lets it run on
 * elsewhere. To a host both are one migration, by suspend-copy-resume, that is held. Pure.
 */
final class HeldMoves {
    private HeldMoves() {}

    /**
     * Returns a plan with a migration in place of each {@link Action.Resume}: with its id, at its time, after the suspension at
     * least.
     *
     * @throws IllegalArgumentException if a VM is resumed that was not suspended there, or is suspended and never resumed, or
     *     is moved meanwhile
     */
    static Plan asMoves(Plan plan) {
        Map<String, Action.Suspend> suspended = new HashMap<>();
        List<Action> actions = new ArrayList<>();
        for (Action action : plan.actions()) {
            if (action instanceof Action.Suspend suspend) {
                if (suspended.put(suspend.vm(), suspend) != null) {
                    throw wrong(action, suspend.vm(), "suspends", "it is suspended already");
                }
            } else if (action instanceof Action.Resume resume) {
                Action.Suspend suspend = suspended.remove(resume.vm());
                if (suspend == null || !suspend.host().equals(resume.from())) {
                    throw wrong(
                            action, resume.vm(), "resumes", "it was not suspended on '%s'".formatted(resume.from()));
                }
                actions.add(move(resume, suspend));
                continue;
            } else if (action instanceof Action.Migrate move && suspended.containsKey(move.vm())) {
                Action.Suspend suspend = suspended.get(move.vm());
                if (!isHeld(move, suspend)) {
                    throw wrong(action, move.vm(), "migrates", "it is suspended");
                }
                suspended.remove(move.vm());
            }
            actions.add(action);
        }
        suspended.values().stream().findFirst().ifPresent(left -> {
            throw wrong(left, left.vm(), "suspends", "nothing resumes it");
        });
        return new Plan(
                plan.batch(),
                plan.strategy(),
                actions,
                plan.makespan(),
                plan.aggregateTime(),
                plan.bound(),
                plan.alternatives());
    }

    private static IllegalArgumentException wrong(Action action, String vm, String does, String why) {
        return new IllegalArgumentException("action '%s' %s VM '%s', but %s".formatted(action.id(), does, vm, why));
    }

    private static Action.Migrate move(Action.Resume resume, Action.Suspend suspend) {
        Set<String> before = new LinkedHashSet<>(resume.predecessors());
        before.add(suspend.id());
        return new Action.Migrate(
                resume.id(),
                resume.vm(),
                resume.from(),
                resume.to(),
                Tuning.of(new MigrationMode.SuspendCopyResume(Buffer.DISK)),
                resume.start(),
                resume.end(),
                resume.rate(),
                List.copyOf(before),
                Optional.empty());
    }

    private static boolean isHeld(Action.Migrate move, Action.Suspend suspend) {
        return move.from().equals(suspend.host())
                && move.predecessors().contains(suspend.id())
                && move.how().mode() instanceof MigrationMode.SuspendCopyResume;
    }

    /** Returns the migrations that are held, by the ids of the actions that suspend their VMs, of a plan made by {@link #asMoves}. */
    static Map<String, Action.Migrate> of(List<Action> actions) {
        Map<String, Action.Suspend> suspended = new HashMap<>();
        Map<String, Action.Migrate> held = new HashMap<>();
        for (Action action : actions) {
            if (action instanceof Action.Suspend suspend) {
                suspended.put(suspend.vm(), suspend);
            } else if (action instanceof Action.Migrate move) {
                Action.Suspend suspend = suspended.get(move.vm());
                if (suspend != null && isHeld(move, suspend)) {
                    held.put(suspend.id(), move);
                    suspended.remove(move.vm());
                }
            }
        }
        return held;
    }
}
