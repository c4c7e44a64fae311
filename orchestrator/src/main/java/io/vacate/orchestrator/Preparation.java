package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Preflight;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.Plan;
import io.vacate.orchestrator.execute.PlanStep;
import io.vacate.orchestrator.execute.PoweredHost;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.network.HostNames;
import io.vacate.orchestrator.profile.MeasuredVm;
import io.vacate.orchestrator.profile.Profiler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One preparation: asks the hosts, watches the VMs, places and plans. For one use. */
final class Preparation {
    /** Pause that hypervisors plan for unless told otherwise: QEMU's default, which libvirt leaves as it is. */
    private static final Duration USUAL_DOWNTIME = Duration.ofMillis(300);

    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

    private final EvacuationRequest request;
    private final Executor workers;
    private final HostNames names;
    private final List<HostInventory> sources;
    private final List<HostInventory> destinations;
    private final Map<HostUri, String> leftOut = new LinkedHashMap<>();
    private final Candidates candidates;

    /** @param workers make the plan, and ask the hosts whether they would refuse it */
    Preparation(EvacuationRequest request, Executor workers) {
        this.request = request;
        this.workers = workers;
        List<Host> hosts = Stream.concat(request.sources().stream(), request.destinations().stream())
                .toList();
        HostInventory.requireDistinct(hosts);
        this.names = HostNames.of(hosts);
        this.sources = request.sources().stream().map(HostInventory::of).toList();
        this.destinations = new ArrayList<>();
        this.leftOut.putAll(request.leftOut());
        request.destinations().forEach(this::include);
        this.candidates = new Candidates(request.vms(), sources, destinations);
    }

    /** A destination that does not answer is done without, unless it is the last one, or all are wanted. */
    private void include(Host destination) {
        try {
            destinations.add(HostInventory.of(destination));
        } catch (HostUnreachableException silent) {
            leftOut.put(destination.uri(), String.valueOf(silent.getMessage()));
            boolean isLast = destination
                    == request.destinations().get(request.destinations().size() - 1);
            if (request.isStrict() || (isLast && destinations.isEmpty())) {
                throw silent;
            }
        }
    }

    CompletionStage<PreparedEvacuation> run() {
        MigrationRequest migration = request.migration();
        List<Candidate> asked = candidates.find();
        Planning planning = new Planning(request, names, sources, destinations);
        // Before VMs are watched: nobody should wait for what must fail.
        List<Candidate> found = planning.placed(asked);
        for (Candidate candidate : found) {
            requireCapabilities(candidate.vm().host(), migration);
        }
        return watch(request, found).thenApplyAsync(profiles -> planned(planning, found, profiles, migration), workers);
    }

    /** Watches VMs for a while; all are started before the first is waited for. */
    static CompletableFuture<List<MeasuredVm>> watch(EvacuationRequest request, List<Candidate> vms) {
        Profiler profiler = new Profiler(request.sampling());
        Duration downtime = request.downtime().orElse(USUAL_DOWNTIME);
        List<CompletableFuture<MeasuredVm>> profiles = vms.stream()
                .map(vm -> profiler.profile(vm.vm(), vm.stats(), vm.config().memory(), downtime)
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(profiles.toArray(CompletableFuture[]::new))
                .thenApply(all -> profiles.stream().map(CompletableFuture::join).toList());
    }

    static void requireCapabilities(Host source, MigrationRequest migration) {
        migration.requiredCapabilities().stream()
                .filter(needed -> !source.capabilities().contains(needed))
                .findFirst()
                .ifPresent(missing -> {
                    throw new UnsupportedCapabilityException(missing, source.uri());
                });
    }

    private PreparedEvacuation planned(
            Planning planning, List<Candidate> found, List<MeasuredVm> profiles, MigrationRequest migration) {
        List<Candidate> running = candidates.stillRunning(found);
        Set<VmId> ids = running.stream().map(Candidate::id).collect(Collectors.toSet());
        List<MeasuredVm> measured =
                profiles.stream().filter(vm -> ids.contains(vm.profile().id())).toList();
        Batch all = planning.batch(running, measured);
        List<String> givenUp = new ArrayList<>();
        Batch batch = planning.converging(all, givenUp);
        Plan plan = planning.plan(batch);
        List<String> assumptions = new ArrayList<>(planning.assumptions(plan));
        measured.forEach(vm -> assumptions.addAll(vm.assumptions()));
        if (!measured.isEmpty()) {
            assumptions.addAll(unknownOf(migration));
        }
        List<PlanStep> steps = planning.steps(plan, batch, running, migration);
        return new PreparedEvacuation(
                request,
                Stream.concat(sources.stream(), destinations.stream()).toList(),
                batch,
                planning.learned(),
                plan,
                steps,
                findings(steps),
                Stream.concat(candidates.staying().stream(), givenUp(running, givenUp))
                        .toList(),
                leftOut,
                assumptions,
                names);
    }

    /** Says before anything starts which VMs would be started in vain, and what would move them. */
    private static Stream<StayingVm> givenUp(List<Candidate> running, List<String> names) {
        return running.stream()
                .filter(candidate -> names.contains(candidate.name()))
                .map(candidate -> StayingVm.notConverging(
                        candidate.vm().host().uri(), candidate.stats().summary()));
    }

    /** Returns what of such a migration cannot be known before it, as sentences for people. */
    static List<String> unknownOf(MigrationRequest migration) {
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
        if (migration.switchOverBandwidth().isPresent()) {
            unknown.add("the bandwidth of the switch-over is not reckoned with: a pre-copy may end sooner");
        }
        return unknown;
    }

    /** What would be refused is known before the first VM moves, all at once. */
    static Map<String, Preflight> findings(List<PlanStep> steps) {
        Map<String, Preflight> found = new HashMap<>();
        for (PlanStep step : steps) {
            // A VM that is elsewhere yet, and a host that is off, are checked when their turn comes.
            if (!(step instanceof VmMove move) || !move.isWhereItStarts() || !PoweredHost.isOn(move.destination())) {
                continue;
            }
            try {
                Preflight preflight = move.vm().preflight(PoweredHost.driven(move.destination()), move.request());
                if (!preflight.findings().isEmpty() && waitsForRoom(move, steps)) {
                    preflight = new Preflight(preflight.findings().stream()
                            .filter(finding -> finding.check() != Check.MEMORY)
                            .toList());
                }
                if (!preflight.findings().isEmpty()) {
                    found.put(move.id(), preflight);
                }
            } catch (UnknownVmException gone) {
                // It ended this moment: its move will find that out, and say where it is.
                LOG.debug("{} cannot be checked any more", move.vm(), gone);
            }
        }
        return found;
    }

    /** Room that others leave before is looked for when the VM's turn comes. */
    private static boolean waitsForRoom(VmMove move, List<PlanStep> steps) {
        return steps.stream()
                .filter(step -> move.predecessors().contains(step.id()))
                .anyMatch(step -> step instanceof VmMove before
                        && before.source().uri().equals(move.destination().uri()));
    }
}
