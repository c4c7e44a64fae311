package io.vacate.bench.planning.peer;

import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.IntVar;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchPrecedence;
import io.vacate.model.batch.ConstantRates;
import io.vacate.model.batch.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A problem as a model of CP-SAT, on the grid of times of its physics: an interval for each migration, or one of several where
 * it has several {@link CandidateRates}; cumulative constraints for each {@link Resource}; the time to the last end is to be
 * least. Bounds that the solver proves hold for these rates.
 */
final class CpSatProblem {
    private final Batch problem;
    private final TimeGrid grid;
    private final CpModel model = new CpModel();
    private final IntVar makespan;
    private final Map<String, CpSatHost> hosts = new LinkedHashMap<>();
    private final Map<String, CpSatMove> moves = new LinkedHashMap<>();

    /**
     * Makes the model.
     *
     * @param latest when all must have ended
     */
    CpSatProblem(Batch problem, List<Move> toMove, ConstantRates physics, Duration latest) {
        this.problem = problem;
        grid = new TimeGrid(physics.resolution());
        CandidateRates rates = new CandidateRates(problem, toMove);
        List<RatedMove> rated = toMove.stream()
                .map(move -> RatedMove.of(move, rates.of(move), physics, grid))
                .toList();
        long horizon = grid.up(latest);
        makespan = model.newIntVar(0, horizon, "makespan");
        Cumulatives shared = new Cumulatives(Capacities.of(problem));
        for (BatchHost host : problem.hosts()) {
            CpSatHost added = new CpSatHost(model, host, grid, horizon, problem.limits());
            added.use(shared, problem.limits().power());
            hosts.put(host.id(), added);
        }
        for (RatedMove move : rated) {
            CpSatMove added = new CpSatMove(model, move, grid, horizon);
            host(move.move().from()).letGo(added.start(), added.end());
            host(move.move().to()).receive(added.start(), added.end());
            added.use(shared, problem.limits().power());
            moves.put(move.move().vm().id(), added);
        }
        problem.precedences().forEach(this::order);
        hosts.values().forEach(host -> host.endBefore(makespan));
        shared.post(model);
        model.minimize(makespan);
    }

    private CpSatHost host(BatchHost host) {
        return Optional.ofNullable(hosts.get(host.id())).orElseThrow();
    }

    private void order(BatchPrecedence precedence) {
        Optional<CpSatMove> before = Optional.ofNullable(moves.get(precedence.before()));
        Optional<CpSatMove> after = Optional.ofNullable(moves.get(precedence.after()));
        if (before.isPresent() && after.isPresent()) {
            model.addLessOrEqual(before.get().end(), after.get().start());
        }
    }

    CpModel model() {
        return model;
    }

    /** Returns the plan that a solver has found for this model. */
    Plan plan(CpSolver solver) {
        List<Action> actions = new ArrayList<>();
        hosts.values().forEach(host -> actions.addAll(host.actions(solver)));
        moves.values().forEach(move -> actions.add(move.action(solver)));
        return ByTheClock.plan(
                problem,
                actions,
                actions.stream().map(Action::end).reduce(grid.time(0), (a, b) -> a.compareTo(b) < 0 ? b : a),
                new Plan.Bound(grid.time((long) Math.ceil(solver.bestObjectiveBound())), "proved by CP-SAT"));
    }
}
