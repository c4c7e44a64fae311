package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.host.HostUri;
import io.vacate.api.preflight.Preflight;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Calibration;
import io.vacate.orchestrator.execute.AtOnce;
import io.vacate.orchestrator.execute.PlanStep;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.network.HostNames;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is known before anything is changed: what would move where, in which order, and how long it would take.
 *
 * @param request what was asked for
 * @param inventory the hosts as they were found: the sources, then the destinations
 * @param batch what was planned: by it other modes and strategies can be compared
 * @param learned what was learned, as it was applied
 * @param plan order and prediction; without moves if there is nothing to do
 * @param steps the plan's actions as they would be executed, in its order
 * @param findings what speaks against moves, by their ids: they are refused when their turn comes, unless that is mended or
 *     forced; moves of which nothing was found are not in it
 * @param staying the VMs of the sources that would not move, and why
 * @param leftOut destinations that were asked for and are done without, as they did not answer: what each said, by its address
 * @param assumptions what is not known and had to be assumed, for people
 * @param names the names by which the plan knows the hosts
 */
public record PreparedEvacuation(
        EvacuationRequest request,
        List<HostInventory> inventory,
        Batch batch,
        Calibration learned,
        Plan plan,
        List<PlanStep> steps,
        Map<String, Preflight> findings,
        List<StayingVm> staying,
        Map<HostUri, String> leftOut,
        List<String> assumptions,
        HostNames names) {
    /** Copies the collections. */
    public PreparedEvacuation {
        inventory = List.copyOf(inventory);
        steps = List.copyOf(steps);
        findings = Map.copyOf(findings);
        staying = List.copyOf(staying);
        leftOut = Map.copyOf(leftOut);
        assumptions = List.copyOf(assumptions);
    }

    /** Returns this with more VMs that do not move. */
    PreparedEvacuation with(List<StayingVm> others) {
        List<StayingVm> all = Stream.concat(staying.stream(), others.stream()).toList();
        return new PreparedEvacuation(
                request, inventory, batch, learned, plan, steps, findings, all, leftOut, assumptions, names);
    }

    /** Returns the migrations among the steps, in their order; two of a VM that goes by a third host. */
    public List<VmMove> moves() {
        return steps.stream()
                .filter(VmMove.class::isInstance)
                .map(VmMove.class::cast)
                .toList();
    }

    /** Returns how many VMs are to move. */
    public int vmCount() {
        return (int) moves().stream().map(VmMove::vmId).distinct().count();
    }

    /** Returns what was found about the move of an id, the gravest first. */
    public Preflight findings(String move) {
        return findings.getOrDefault(move, new Preflight(List.of()));
    }

    /** Tells whether there is nothing to do. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /**
     * Returns how many migrations each host takes part in at once at most, and why, as sentences for people; hosts that would
     * not take part in more are left out.
     */
    public List<String> limits() {
        AtOnce atOnce = request.policy().atOnce();
        Map<HostUri, Long> migrations = moves().stream()
                .flatMap(move ->
                        Stream.of(move.source().uri(), move.destination().uri()))
                .collect(Collectors.groupingBy(uri -> uri, Collectors.counting()));
        return hosts().stream()
                .map(Host::uri)
                .filter(uri -> migrations.getOrDefault(uri, 0L) > atOnce.most(uri))
                .map(uri ->
                        "at most %d migrations at once on %s: %s".formatted(atOnce.most(uri), uri, atOnce.reason(uri)))
                .toList();
    }

    /**
     * Returns what will be late of that which must be done by a certain time.
     *
     * @param start when it starts
     * @return empty if nothing is expected to be late, or any time will do
     */
    public Optional<Lateness> lateness(Instant start) {
        Instant end = start.plus(plan.expected(plan.makespan()));
        return request.by()
                .filter(end::isAfter)
                .map(by -> new Lateness(
                        by,
                        end,
                        plan.migrations().stream()
                                .filter(move ->
                                        start.plus(plan.expected(move.end())).isAfter(by))
                                .sorted(Comparator.comparing(Action.Migrate::end))
                                .map(Action.Migrate::vm)
                                .toList()));
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
     * Returns the move of a VM, the first of those that it makes.
     *
     * @throws IllegalArgumentException if it is not to move
     */
    public VmMove move(VmId vm) {
        return moves().stream()
                .filter(move -> move.vmId().equals(vm))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("VM %s is not to move".formatted(vm)));
    }
}
