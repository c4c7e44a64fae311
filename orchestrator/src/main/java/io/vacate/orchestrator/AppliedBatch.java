package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLimits;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchSwitch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Hop;
import io.vacate.model.batch.TimeWindow;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.execute.ExecutionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The batch of which a plan that is applied is a plan, as far as predictions need it. Asks no host. */
final class AppliedBatch {
    private static final int ANY_CPUS = 1 << 20;
    private static final Duration HORIZON = Duration.ofDays(30);

    private final EvacuationRequest request;
    private final AppliedPlan plan;
    private final DataRate speed;

    /** @param speed of each host's card, as sold */
    AppliedBatch(EvacuationRequest request, AppliedPlan plan, DataRate speed) {
        this.request = request;
        this.plan = plan;
        this.speed = speed;
    }

    Batch of(List<Action.Migrate> moves, Map<String, Candidate> candidates, Map<String, VmProfile> profiles) {
        String middle = "network";
        while (plan.hosts().containsKey(middle)) {
            middle += "'";
        }
        List<BatchHost> hosts = new ArrayList<>();
        List<BatchLink> links = new ArrayList<>();
        for (Map.Entry<String, Host> host : plan.hosts().entrySet()) {
            hosts.add(host(host.getKey(), host.getValue()));
            links.add(new BatchLink(host.getKey(), host.getKey(), middle, speed, speed));
        }
        Map<String, BatchRoute> routes = new LinkedHashMap<>();
        Map<String, Action.Migrate> first = new LinkedHashMap<>();
        Map<String, Action.Migrate> last = new LinkedHashMap<>();
        for (Action.Migrate move : moves) {
            first.putIfAbsent(move.vm(), move);
            last.put(move.vm(), move);
            String begin = first.getOrDefault(move.vm(), move).from();
            for (String from : List.of(move.from(), begin)) {
                routes.put(from + " " + move.to(), route(from, move.to()));
            }
        }
        List<BatchVm> vms = new ArrayList<>();
        first.forEach((name, move) -> Optional.ofNullable(candidates.get(name))
                .ifPresent(candidate -> vms.add(
                        vm(name, candidate, move, last.getOrDefault(name, move).to(), profiles))));
        boolean forces = request.policy().nonConvergence() == ExecutionPolicy.NonConvergence.FORCE;
        return new Batch(
                plan.document().plan().batch(),
                hosts,
                List.of(new BatchSwitch(middle, Optional.empty())),
                links,
                vms,
                List.copyOf(routes.values()),
                List.of(),
                List.of(),
                BatchLimits.within(HORIZON).withForcedSwitchOver(forces));
    }

    private BatchRoute route(String from, String to) {
        return new BatchRoute(from, to, List.of(new Hop(from, true), new Hop(to, false)), speed);
    }

    private BatchHost host(String name, Host host) {
        HostProfile profile =
                HostProfile.named(name).withProcessors(host.info().cpu().threads());
        Calibration own = request.ownCalibrations().get(host.uri().driver());
        return BatchHost.online(
                        own == null ? profile : profile.withHypervisor(own.hypervisor()),
                        host.info().memory(),
                        ANY_CPUS)
                .withHypervisor(host.uri().driver());
    }

    private BatchVm vm(
            String name, Candidate candidate, Action.Migrate move, String end, Map<String, VmProfile> profiles) {
        return new BatchVm(
                name,
                Optional.ofNullable(profiles.get(name)).orElseGet(() -> Planning.unmeasured(candidate)),
                move.from(),
                !end.equals(move.from()),
                List.of(end),
                candidate.memory(),
                candidate.config().vcpus(),
                TimeWindow.ALWAYS,
                0,
                List.of(tuning(move)));
    }

    /** Returns how a move is made: as the request says, but for a mode or a rate that the plan has for it. */
    Tuning tuning(Action.Migrate move) {
        MigrationRequest effective = plan.host(move.from()).effective(request.migration());
        Tuning all = Tuning.of(effective);
        boolean isUsual = ModeKind.of(move.how().mode()) == ModeKind.of(effective.mode());
        Tuning how = isUsual ? all : move.how();
        boolean isLimited = plan.document().reservesRates() && !move.rate().isZero();
        return isLimited ? how.limitedTo(how.rateLimit().min(move.rate())) : how;
    }
}
