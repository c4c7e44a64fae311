package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Preflight;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.model.plan.Plan;
import io.vacate.model.plan.PlanningProblem;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.network.HostNames;
import io.vacate.orchestrator.profile.MeasuredVm;
import io.vacate.orchestrator.profile.Profiler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One preparation: asks the hosts, watches the VMs, places and plans. For one use. */
final class Preparation {
    /** Pause that hypervisors plan for unless told otherwise: QEMU's default, which libvirt leaves as it is. */
    private static final Duration USUAL_DOWNTIME = Duration.ofMillis(300);

    private final EvacuationRequest request;
    private final Executor workers;
    private final HostNames names;
    private final List<HostInventory> sources;
    private final List<HostInventory> destinations;
    private final List<StayingVm> staying = new ArrayList<>();

    /** @param workers make the plan, and ask the hosts whether they would refuse it */
    Preparation(EvacuationRequest request, Executor workers) {
        this.request = request;
        this.workers = workers;
        List<Host> hosts = Stream.concat(request.sources().stream(), request.destinations().stream())
                .toList();
        HostInventory.requireDistinct(hosts);
        this.names = HostNames.of(hosts);
        this.sources = request.sources().stream().map(HostInventory::of).toList();
        this.destinations =
                request.destinations().stream().map(HostInventory::of).toList();
    }

    CompletionStage<PreparedEvacuation> run() {
        MigrationRequest migration = request.migration();
        List<Candidate> candidates = request.vms().isEmpty() ? allThatRun() : named(request.vms());
        for (Candidate candidate : candidates) {
            requireCapabilities(candidate.vm().host(), migration);
        }
        Planning planning = new Planning(request, names, destinations);
        // Before VMs are watched: nobody should wait for what must fail.
        planning.requirePlaces(candidates);
        Profiler profiler = new Profiler(request.sampling());
        Duration downtime = request.downtime().orElse(USUAL_DOWNTIME);
        // All are started before the first is waited for.
        List<CompletableFuture<MeasuredVm>> profiles = candidates.stream()
                .map(candidate -> profiler.profile(
                                candidate.vm(),
                                candidate.stats(),
                                candidate.config().memory(),
                                downtime)
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(profiles.toArray(CompletableFuture[]::new))
                .thenApplyAsync(
                        all -> planned(
                                planning,
                                candidates,
                                profiles.stream().map(CompletableFuture::join).toList(),
                                migration),
                        workers);
    }

    private static void requireCapabilities(Host source, MigrationRequest migration) {
        migration.requiredCapabilities().stream()
                .filter(needed -> !source.capabilities().contains(needed))
                .findFirst()
                .ifPresent(missing -> {
                    throw new UnsupportedCapabilityException(missing, source.uri());
                });
    }

    private List<Candidate> allThatRun() {
        List<Candidate> running = new ArrayList<>();
        for (HostInventory source : sources) {
            Map<VmId, VM> vms = vmsOf(source.host());
            for (VmStats stats : source.vms()) {
                VM vm = vms.get(stats.summary().id());
                if (vm != null && stats.summary().status().state() == VmState.RUNNING) {
                    running.add(new Candidate(vm, stats, vm.config()));
                } else {
                    staying.add(StayingVm.of(source.host().uri(), stats.summary()));
                }
            }
        }
        return running;
    }

    private static Map<VmId, VM> vmsOf(Host host) {
        return host.vms().stream().collect(Collectors.toMap(VM::id, Function.identity()));
    }

    private List<Candidate> named(Set<VmId> wanted) {
        return wanted.stream().sorted().map(this::named).toList();
    }

    private Candidate named(VmId wanted) {
        for (HostInventory source : sources) {
            for (VmStats stats : source.vms()) {
                if (stats.summary().id().equals(wanted)) {
                    VM vm = source.host().vm(wanted.toString());
                    if (stats.summary().status().state() != VmState.RUNNING) {
                        throw new VmStateException("VM '%s' on %s is %s, not running; it was left as it is"
                                .formatted(
                                        vm.name(),
                                        source.host().uri(),
                                        stats.summary().status()));
                    }
                    return new Candidate(vm, stats, vm.config());
                }
            }
        }
        throw new UnknownVmException(wanted.toString(), sources.get(0).host().uri());
    }

    private PreparedEvacuation planned(
            Planning planning, List<Candidate> candidates, List<MeasuredVm> measured, MigrationRequest migration) {
        PlanningProblem problem = planning.problem(candidates, measured);
        Plan plan = request.planner().plan(problem);
        List<String> assumptions = new ArrayList<>(planning.assumptions(plan));
        measured.forEach(vm -> assumptions.addAll(vm.assumptions()));
        if (!measured.isEmpty()) {
            assumptions.addAll(unknownOf(migration));
        }
        List<VmMove> moves = planning.moves(plan, candidates, migration);
        return new PreparedEvacuation(
                request,
                Stream.concat(sources.stream(), destinations.stream()).toList(),
                problem,
                plan,
                moves,
                findings(moves),
                staying,
                assumptions,
                names,
                planning.costs());
    }

    /** Returns what of such a migration cannot be known before it, as sentences for people. */
    private static List<String> unknownOf(MigrationRequest migration) {
        List<String> unknown = new ArrayList<>();
        if (migration.storageCopy() != StorageCopy.NONE) {
            unknown.add("how large local disks are is not known: the time to copy them comes on top");
        }
        if (migration.compression().isPresent()) {
            unknown.add("what compression gains is not known: assumed nothing");
        }
        if (migration.tlsTransfer() || migration.tunnelled()) {
            unknown.add("what %s costs is not known: assumed nothing"
                    .formatted(migration.tlsTransfer() ? "encryption" : "the tunnel"));
        }
        if (migration.postCopyBandwidth().isPresent()) {
            unknown.add("the limit of the post-copy's bandwidth is not reckoned with: it may take longer");
        }
        return unknown;
    }

    /** What would be refused is known before the first VM moves, all at once. */
    private static Map<VmId, Preflight> findings(List<VmMove> moves) {
        Map<VmId, Preflight> found = new HashMap<>();
        for (VmMove move : moves) {
            Preflight preflight = move.vm().preflight(move.destination(), move.request());
            if (!preflight.findings().isEmpty()) {
                found.put(move.id(), preflight);
            }
        }
        return found;
    }

    /**
     * A VM that is to move.
     *
     * @param vm the VM
     * @param stats its statistics
     * @param config its configuration
     */
    record Candidate(VM vm, VmStats stats, VmConfig config) {}
}
