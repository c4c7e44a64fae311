package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.execute.HostSwitch;
import io.vacate.orchestrator.execute.PlanStep;
import io.vacate.orchestrator.execute.PoweredHost;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.execute.VmSuspension;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes steps that can be executed of the actions of a plan. Asks no host. */
final class StepMaker {
    /** A migration may send this much more than the model's budget before it counts as not converging. */
    private static final double BUDGET_MARGIN = 1.25;

    private final Map<String, Host> hosts;
    private final NetworkProfile network;
    private final Map<String, Candidate> vms = new HashMap<>();
    private final Map<String, VmProfile> profiles = new HashMap<>();
    private final Map<String, Duration> vmWindows = new HashMap<>();
    private final Map<String, Duration> hostWindows = new HashMap<>();
    private final MigrationRequest migration;
    private final boolean keepsRates;

    /**
     * @param hosts by the names that the plan has for them
     * @param batch what was planned
     * @param candidates the VMs, where they were found
     * @param keepsRates whether the plan reserves for each migration its rate, which is to be kept to
     */
    StepMaker(
            Map<String, Host> hosts,
            Batch batch,
            List<Candidate> candidates,
            MigrationRequest migration,
            boolean keepsRates) {
        this.hosts = hosts;
        this.network = batch.network();
        this.migration = migration;
        this.keepsRates = keepsRates;
        candidates.forEach(candidate -> vms.put(candidate.name(), candidate));
        for (BatchVm vm : batch.vms()) {
            profiles.put(vm.id(), vm.profile());
            vmWindows.put(vm.id(), vm.window().notBefore());
        }
        batch.hosts().forEach(host -> hostWindows.put(host.id(), host.window().notBefore()));
    }

    List<PlanStep> steps(Plan plan) {
        List<Action> actions = HeldMoves.asMoves(plan).actions();
        Map<String, Action.Migrate> held = HeldMoves.of(actions);
        return actions.stream().map(action -> step(action, held)).toList();
    }

    private PlanStep step(Action action, Map<String, Action.Migrate> held) {
        if (action instanceof Action.Migrate planned) {
            return move(planned, held.containsValue(planned));
        }
        if (action instanceof Action.Suspend suspend) {
            Action.Migrate planned = Optional.ofNullable(held.get(suspend.id()))
                    .orElseThrow(() -> new IllegalStateException("nothing resumes %s".formatted(suspend)));
            return new VmSuspension(suspend, move(planned, true));
        }
        if (action instanceof Action.Boot boot) {
            return new HostSwitch(boot, powered(boot.host()));
        }
        if (action instanceof Action.Shutdown shutdown) {
            return new HostSwitch(shutdown, powered(shutdown.host()));
        }
        throw new IllegalArgumentException("action '%s' is of an unknown kind".formatted(action.id()));
    }

    private PoweredHost powered(String name) {
        Host host = host(name);
        return host instanceof PoweredHost powered ? powered : PoweredHost.on(host);
    }

    private Host host(String name) {
        return Optional.ofNullable(hosts.get(name))
                .orElseThrow(() -> new IllegalStateException("host '%s' was not asked for".formatted(name)));
    }

    private VmMove move(Action.Migrate planned, boolean isHeld) {
        Candidate candidate = vms.get(planned.vm());
        VmProfile profile = profiles.get(planned.vm());
        if (candidate == null || profile == null) {
            throw new IllegalStateException("%s was not asked for".formatted(planned));
        }
        Host source = host(planned.from());
        return new VmMove(
                planned,
                profile,
                candidate.vm(),
                source,
                host(planned.to()),
                request(planned, source, isHeld),
                candidate.memory(),
                sendBudget(profile),
                notBefore(planned));
    }

    private Duration notBefore(Action.Migrate planned) {
        return Stream.of(
                        vmWindows.getOrDefault(planned.vm(), Duration.ZERO),
                        hostWindows.getOrDefault(planned.from(), Duration.ZERO),
                        hostWindows.getOrDefault(planned.to(), Duration.ZERO))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Returns how a VM is to be migrated: as all are, but for a mode or a rate that the plan has for it. */
    private MigrationRequest request(Action.Migrate planned, Host source, boolean isHeld) {
        MigrationRequest.Builder request = migration.toBuilder();
        Tuning how = planned.how();
        ModeKind mode = ModeKind.of(how.mode());
        if (mode != ModeKind.of(migration.mode())) {
            request.mode(mode.plain());
        }
        if (isHeld) {
            request.holdSuspended();
        }
        if (how.rateLimit().compareTo(HostProfile.UNLIMITED) < 0) {
            request.bandwidth(how.rateLimit());
        }
        how.autoConverge().ifPresent(request::autoConverge);
        rate(planned, source).ifPresent(request::bandwidth);
        return request.build();
    }

    /** Returns the rate that the plan limits a VM to, where the VM would take more and its host can keep it from that. */
    private Optional<DataRate> rate(Action.Migrate planned, Host source) {
        if (!source.capabilities().contains(Capability.BANDWIDTH_LIMIT)) {
            return Optional.empty();
        }
        DataRate free = network.path(planned.from(), planned.to()).rateAlone();
        DataRate limit = planned.how().rateLimit();
        return Optional.of(keepsRates ? planned.rate().min(limit) : limit)
                .filter(rate -> !rate.isZero())
                .filter(rate ->
                        rate.compareTo(migration.bandwidth().orElse(free).min(free)) < 0);
    }

    private static DataSize sendBudget(VmProfile vm) {
        double model = BUDGET_MARGIN * Predictor.SEND_BUDGET * vm.firstRound().bytes();
        return DataSize.ofBytes((long) Math.max(model, 2.0 * vm.memory().bytes()));
    }
}
