package io.vacate.bench.planning.peer;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.ConstantRates;
import io.vacate.model.batch.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.btrplace.model.Instance;
import org.btrplace.model.constraint.migration.MinMTTRMig;
import org.btrplace.plan.ReconfigurationPlan;
import org.btrplace.plan.event.BootNode;
import org.btrplace.plan.event.MigrateVM;
import org.btrplace.plan.event.ShutdownNode;
import org.btrplace.scheduler.SchedulerException;
import org.btrplace.scheduler.UnstatableProblemException;
import org.btrplace.scheduler.choco.DefaultChocoScheduler;
import org.btrplace.scheduler.choco.DefaultParameters;

/** BtrPlace with its migration model mVM: its first solution, as its authors measured it. */
public final class MvmPeer implements Peer {
    private static final ConstantRates PHYSICS = new MvmPhysics();

    /** Makes the peer. */
    public MvmPeer() {}

    @Override
    public String name() {
        return "mvm";
    }

    @Override
    public boolean provesBounds() {
        return false;
    }

    @Override
    public PeerResult plan(Batch problem, Duration limit) {
        long begin = System.nanoTime();
        long end = begin + limit.toNanos();
        try {
            List<Move> moves = Moves.of(problem, PHYSICS);
            for (Duration horizon : Horizons.of(problem, moves, PHYSICS)) {
                MvmProblem translated = MvmProblem.of(problem, moves);
                DefaultParameters parameters = new DefaultParameters();
                Duration left = Duration.ofNanos(end - System.nanoTime());
                parameters.setTimeLimit(Math.toIntExact(Math.max(1, left.toSeconds())));
                parameters.setMaxEnd(MvmProblem.wholeSeconds(horizon, "the horizon"));
                parameters.doOptimize(false);
                Optional<ReconfigurationPlan> found = Optional.ofNullable(new DefaultChocoScheduler(parameters)
                        .solve(new Instance(translated.model(), translated.constraints(), new MinMTTRMig())));
                if (found.isPresent()) {
                    Plan plan = read(problem, moves, translated, found.get());
                    return PeerResult.unproven(plan, "feasible", begin);
                }
            }
            return PeerResult.none("no plan: infeasible, it says", begin);
        } catch (UnstatableProblemException late) {
            return PeerResult.none("no plan in time", begin);
        } catch (InexpressibleProblemException | SchedulerException none) {
            return PeerResult.none("no plan: " + none.getMessage(), begin);
        }
    }

    private static Plan read(Batch problem, List<Move> moves, MvmProblem translated, ReconfigurationPlan plan) {
        Map<String, Move> byVm =
                moves.stream().collect(Collectors.toMap(move -> move.vm().id(), move -> move));
        List<Action> actions = new ArrayList<>();
        for (org.btrplace.plan.event.Action action : plan.getActions()) {
            Duration start = Duration.ofSeconds(action.getStart());
            Duration end = Duration.ofSeconds(action.getEnd());
            if (action instanceof MigrateVM migrate) {
                Move move = Optional.ofNullable(byVm.get(translated.vm(migrate.getVM())))
                        .orElseThrow();
                DataRate rate = DataRate.ofMegabitsPerSecond(migrate.getBandwidth());
                String to = translated.host(migrate.getDestinationNode());
                actions.add(ByTheClock.migrate(move, to, start, end, rate));
            } else if (action instanceof BootNode boot) {
                actions.add(ByTheClock.boot(translated.host(boot.getNode()), start, end));
            } else if (action instanceof ShutdownNode shutdown) {
                actions.add(ByTheClock.shutdown(translated.host(shutdown.getNode()), start, end));
            } else {
                throw new InexpressibleProblemException("its plan has " + action.pretty());
            }
        }
        return ByTheClock.plan(
                problem,
                actions,
                Duration.ofSeconds(plan.getDuration()),
                new Plan.Bound(Duration.ZERO, "mVM proves none"));
    }
}
