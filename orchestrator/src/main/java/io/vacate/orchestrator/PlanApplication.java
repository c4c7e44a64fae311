package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.host.HostUri;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.execute.NoHostPowerException;
import io.vacate.orchestrator.execute.PlanStep;
import io.vacate.orchestrator.execute.PoweredHost;
import io.vacate.orchestrator.network.HostNames;
import io.vacate.orchestrator.profile.MeasuredVm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prepares a plan that was made before: looks at its hosts again, watches the VMs and predicts anew. For one use. */
final class PlanApplication {
    private final EvacuationRequest request;
    private final AppliedPlan plan;
    private final Executor workers;
    private final PlanLook look;

    /** @param workers ask the hosts whether they would refuse the plan, and plan anew where that is wanted */
    PlanApplication(EvacuationRequest request, AppliedPlan plan, Executor workers) {
        this.request = request;
        this.plan = plan;
        this.workers = workers;
        this.look = new PlanLook(request, plan);
    }

    CompletionStage<PreparedEvacuation> run() {
        for (Candidate candidate : look.candidates()) {
            Preparation.requireCapabilities(candidate.vm().host(), request.migration());
        }
        List<String> unfit = look.unfit();
        if (!unfit.isEmpty()) {
            return replanned(unfit);
        }
        look.left().forEach(this::requirePower);
        return Preparation.watch(request, look.candidates()).thenApplyAsync(this::prepared, workers);
    }

    private void requirePower(Action action) {
        if (action instanceof Action.Boot boot && !request.power().canBoot()) {
            throw new NoHostPowerException("boot", boot.host());
        }
        if (action instanceof Action.Shutdown shutdown && !request.power().canShutDown()) {
            throw new NoHostPowerException("shut down", shutdown.host());
        }
    }

    private PreparedEvacuation prepared(List<MeasuredVm> measured) {
        HostNames names = HostNames.of(plan.hosts());
        Planning planning = new Planning(request, names, look.inventory(), look.inventory());
        List<Candidate> candidates = look.candidates();
        Map<String, Candidate> byName =
                candidates.stream().collect(Collectors.toMap(Candidate::name, Function.identity()));
        Map<VmId, VmProfile> byId = new HashMap<>();
        measured.forEach(vm -> byId.put(vm.profile().id(), vm.profile()));
        Map<String, VmProfile> profiles = new LinkedHashMap<>();
        candidates.forEach(candidate ->
                profiles.put(candidate.name(), byId.getOrDefault(candidate.id(), Planning.unmeasured(candidate))));
        List<Action> left = look.left();
        List<Action.Migrate> moves = left.stream()
                .filter(Action.Migrate.class::isInstance)
                .map(Action.Migrate.class::cast)
                .toList();
        AppliedBatch applied = new AppliedBatch(request, plan, planning.speed());
        Batch batch = applied.of(moves, byName, profiles);
        List<Predictor.Job> jobs = moves.stream()
                .map(move ->
                        new Predictor.Job(batch.vm(move.vm()).profile(), move.from(), move.to(), applied.tuning(move)))
                .toList();
        Predictor predictor = Predictor.of(batch.network(), planning.learned());
        Plan predicted = PlanForecast.of(plan.plan(), left, jobs, predictor);
        List<PlanStep> steps =
                new StepMaker(plan.hosts(), batch, candidates, request.migration(), false).steps(predicted);
        List<String> assumptions = new ArrayList<>(planning.assumptions(predicted));
        measured.forEach(vm -> assumptions.addAll(vm.assumptions()));
        if (!measured.isEmpty()) {
            assumptions.addAll(Preparation.unknownOf(request.migration()));
        }
        return new PreparedEvacuation(
                request,
                look.inventory(),
                batch,
                planning.learned(),
                predicted,
                steps,
                Preparation.findings(steps),
                look.staying(),
                Map.of(),
                assumptions,
                names);
    }

    /** What is left is planned by the same code as evacuations are: to hosts where the plan ends, from those that it leaves. */
    private CompletionStage<PreparedEvacuation> replanned(List<String> unfit) {
        if (!plan.replans()) {
            throw new OutdatedPlanException(unfit);
        }
        List<Candidate> left = look.candidates();
        Set<HostUri> leaving = new HashSet<>();
        plan.sources().forEach(host -> leaving.add(host.uri()));
        left.forEach(candidate -> leaving.add(candidate.vm().host().uri()));
        List<Host> open =
                plan.hosts().values().stream().filter(PoweredHost::isOn).toList();
        List<Host> sources = open.stream()
                .filter(host -> left.stream()
                        .anyMatch(candidate -> candidate.vm().host().uri().equals(host.uri())))
                .toList();
        List<Host> destinations = open.stream()
                .filter(host -> !leaving.contains(host.uri()))
                .filter(host -> plan.destinations().contains(host))
                .toList();
        if (left.isEmpty()) {
            return CompletableFuture.completedFuture(prepared(List.of()));
        }
        if (destinations.isEmpty()) {
            List<String> reasons = new ArrayList<>(unfit);
            reasons.add("it cannot be planned anew, as VMs are to leave every host where others are to go");
            throw new OutdatedPlanException(reasons);
        }
        EvacuationRequest anew = request.between(sources, destinations)
                .vms(left.stream().map(Candidate::id).toList())
                .build();
        return new Preparation(anew, workers).run().thenApply(prepared -> prepared.with(look.staying()));
    }
}
