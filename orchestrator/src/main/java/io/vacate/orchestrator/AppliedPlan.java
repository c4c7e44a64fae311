package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.vm.VmId;
import io.vacate.documents.PlanDocument;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan that was made before, and the hosts on which it is to be done. Immutable; the hosts stay the caller's, who closes them.
 *
 * @param document the plan
 * @param hosts open hosts by the names that the plan has for them; those that it switches on or off as
 *     {@link io.vacate.orchestrator.execute.PoweredHost}
 * @param replans whether what is left of the plan is planned anew where it no longer fits
 */
public record AppliedPlan(PlanDocument document, Map<String, Host> hosts, boolean replans) {
    /**
     * Copies the map and checks that the plan can be executed as far as that can be told without asking a host.
     *
     * @throws IllegalArgumentException if it moves nothing, or an action names a host that is not in {@code hosts} or a VM of
     *     which the document has no UUID, or a VM is suspended and not resumed, or the other way round; the message names it
     */
    public AppliedPlan {
        hosts = new LinkedHashMap<>(hosts);
        Plan executable = HeldMoves.asMoves(document.plan());
        if (executable.migrations().isEmpty()) {
            throw new IllegalArgumentException("the plan moves no VM");
        }
        for (Action action : executable.actions()) {
            for (String host : hostsOf(action)) {
                if (!hosts.containsKey(host)) {
                    throw new IllegalArgumentException("action '%s' names host '%s', of which the plan has no address"
                            .formatted(action.id(), host));
                }
            }
            if (action instanceof Action.Migrate move && !document.vms().containsKey(move.vm())) {
                throw new IllegalArgumentException(
                        "action '%s' names VM '%s', of which the plan has no UUID".formatted(action.id(), move.vm()));
            }
        }
    }

    private static List<String> hostsOf(Action action) {
        if (action instanceof Action.Migrate move) {
            return List.of(move.from(), move.to());
        }
        if (action instanceof Action.Boot boot) {
            return List.of(boot.host());
        }
        if (action instanceof Action.Shutdown shutdown) {
            return List.of(shutdown.host());
        }
        if (action instanceof Action.Suspend suspend) {
            return List.of(suspend.host());
        }
        throw new IllegalArgumentException("action '%s' is of an unknown kind".formatted(action.id()));
    }

    /** Returns the plan as it is executed: with one migration for each VM that waits suspended, next to what suspends it. */
    Plan plan() {
        return HeldMoves.asMoves(document.plan());
    }

    /** Returns the host of a name that the plan has. */
    Host host(String name) {
        return Optional.ofNullable(hosts.get(name))
                .orElseThrow(() -> new IllegalArgumentException("the plan has no host '%s'".formatted(name)));
    }

    /** Returns the identity of a VM of a name that the plan has. */
    VmId vm(String name) {
        return Optional.ofNullable(document.vms().get(name))
                .orElseThrow(() -> new IllegalArgumentException("the plan has no VM '%s'".formatted(name)));
    }

    /** Returns the moves of each VM, in their order. */
    Map<String, List<Action.Migrate>> moves() {
        Map<String, List<Action.Migrate>> moves = new LinkedHashMap<>();
        for (Action.Migrate move : plan().migrations()) {
            moves.merge(move.vm(), List.of(move), (before, next) -> {
                List<Action.Migrate> all = new ArrayList<>(before);
                all.addAll(next);
                return List.copyOf(all);
            });
        }
        return moves;
    }

    /** Returns the hosts that VMs leave, before any has moved. */
    List<Host> sources() {
        return moves().values().stream()
                .map(moves -> host(moves.get(0).from()))
                .distinct()
                .toList();
    }

    /** Returns the hosts where VMs are to be in the end. */
    List<Host> destinations() {
        return moves().values().stream()
                .map(moves -> host(moves.get(moves.size() - 1).to()))
                .distinct()
                .toList();
    }
}
