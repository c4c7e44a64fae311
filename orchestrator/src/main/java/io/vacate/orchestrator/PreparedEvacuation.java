package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.host.HostUri;
import io.vacate.api.preflight.Preflight;
import io.vacate.api.vm.VmId;
import io.vacate.model.plan.Plan;
import io.vacate.model.plan.PlanningProblem;
import io.vacate.model.profile.FixedCosts;
import io.vacate.orchestrator.execute.AtOnce;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.network.HostNames;
import java.util.List;
import java.util.Map;

/**
 * All that is known before anything is changed: what would move where, in which order, and how long it would take.
 *
 * @param request what was asked for
 * @param inventory the hosts as they were found: the sources, then the destinations
 * @param problem what was planned: by it other modes and strategies can be compared
 * @param plan order and prediction; without moves if there is nothing to do
 * @param moves the plan's moves as they would be executed, in its order
 * @param findings what speaks against moves, by their VMs: they are refused when their turn comes, unless that is mended or
 *     forced; VMs of which nothing was found are not in it
 * @param staying the VMs of the sources that would not move, and why
 * @param leftOut destinations that were asked for and are done without, as they did not answer: what each said, by its address
 * @param assumptions what is not known and had to be assumed, for people
 * @param names the names by which the plan knows the hosts
 * @param costs the fixed costs that the plan reckons with
 */
public record PreparedEvacuation(
        EvacuationRequest request,
        List<HostInventory> inventory,
        PlanningProblem problem,
        Plan plan,
        List<VmMove> moves,
        Map<VmId, Preflight> findings,
        List<StayingVm> staying,
        Map<HostUri, String> leftOut,
        List<String> assumptions,
        HostNames names,
        FixedCosts costs) {
    /** Copies the collections. */
    public PreparedEvacuation {
        inventory = List.copyOf(inventory);
        moves = List.copyOf(moves);
        findings = Map.copyOf(findings);
        staying = List.copyOf(staying);
        leftOut = Map.copyOf(leftOut);
        assumptions = List.copyOf(assumptions);
    }

    /** Returns what was found about the move of a VM, the gravest first. */
    public Preflight findings(VmId vm) {
        return findings.getOrDefault(vm, new Preflight(List.of()));
    }

    /** Tells whether there is nothing to move. */
    public boolean isEmpty() {
        return moves.isEmpty();
    }

    /**
     * Returns how many migrations each host takes part in at once at most, and why, as sentences for people; hosts that would
     * not take part in more are left out.
     */
    public List<String> limits() {
        AtOnce atOnce = request.policy().atOnce();
        return hosts().stream()
                .map(Host::uri)
                .filter(uri -> moves.stream()
                                .filter(move -> move.source().uri().equals(uri)
                                        || move.destination().uri().equals(uri))
                                .count()
                        > atOnce.most(uri))
                .map(uri ->
                        "at most %d migrations at once on %s: %s".formatted(atOnce.most(uri), uri, atOnce.reason(uri)))
                .toList();
    }

    /** Returns the hosts, sources first. */
    public List<Host> hosts() {
        return inventory.stream().map(HostInventory::host).toList();
    }

    /** Returns the hosts that take VMs in: those destinations that answered. */
    public List<Host> destinations() {
        return hosts().stream()
                .filter(host -> !request.sources().contains(host))
                .toList();
    }

    /**
     * Returns the move of a VM.
     *
     * @throws IllegalArgumentException if it is not to move
     */
    public VmMove move(VmId vm) {
        return moves.stream()
                .filter(move -> move.id().equals(vm))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("VM %s is not to move".formatted(vm)));
    }
}
