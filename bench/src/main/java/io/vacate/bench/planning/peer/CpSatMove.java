package io.vacate.bench.planning.peer;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.IntervalVar;
import com.google.ortools.sat.LinearArgument;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.Literal;
import io.vacate.bench.planning.peer.Resource.Kind;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.PowerModel;
import io.vacate.model.batch.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A migration in a model of CP-SAT. */
final class CpSatMove {
    private final CpModel model;
    private final RatedMove rated;
    private final Move move;
    private final TimeGrid grid;
    private final long horizon;
    private final IntVar start;
    private final LinearArgument end;
    private final List<Choice> choices = new ArrayList<>();

    private record Choice(RatedMove.Rated rated, Literal taken, IntervalVar interval) {}

    CpSatMove(CpModel model, RatedMove rated, TimeGrid grid, long horizon) {
        this.model = model;
        this.rated = rated;
        this.grid = grid;
        this.horizon = horizon;
        move = rated.move();
        TimeWindow window = move.vm().window();
        start = model.newIntVar(
                Math.min(horizon, grid.up(window.notBefore())),
                horizon,
                move.vm().id());
        end = choose();
        window.deadline().ifPresent(deadline -> model.addLessOrEqual(end, grid.down(deadline)));
    }

    /** One interval for each rate, one of which is taken; returns the end of that one. */
    private LinearArgument choose() {
        if (rated.rates().size() == 1) {
            RatedMove.Rated only = rated.rates().get(0);
            choices.add(new Choice(
                    only, model.trueLiteral(), model.newFixedSizeIntervalVar(start, only.steps(), "only rate")));
            return LinearExpr.affine(start, 1, only.steps());
        }
        BoolVar[] taken = new BoolVar[rated.rates().size()];
        long[] steps = new long[taken.length];
        for (int i = 0; i < taken.length; i++) {
            RatedMove.Rated one = rated.rates().get(i);
            taken[i] = model.newBoolVar("takes a rate");
            steps[i] = one.steps();
            choices.add(new Choice(
                    one, taken[i], model.newOptionalFixedSizeIntervalVar(start, steps[i], taken[i], "a rate")));
        }
        model.addExactlyOne(taken);
        IntVar chosen = model.newIntVar(0, horizon, "end");
        model.addEquality(
                chosen,
                LinearExpr.newBuilder().add(start).addWeightedSum(taken, steps).build());
        return chosen;
    }

    IntVar start() {
        return start;
    }

    LinearArgument end() {
        return end;
    }

    void use(Cumulatives shared, Optional<PowerModel> power) {
        for (Choice choice : choices) {
            IntervalVar interval = choice.interval();
            long rate = choice.rated().rate().bytesPerSecond();
            move.route().hops().forEach(hop -> shared.use(new Resource(Kind.LINK, hop), interval, rate));
            move.switches().forEach(passed -> shared.use(new Resource(Kind.SWITCH, passed), interval, rate));
            shared.use(new Resource(Kind.OUTGOING, move.from().id()), interval, 1);
            shared.use(new Resource(Kind.INCOMING, move.to().id()), interval, 1);
            shared.use(Resource.AT_ONCE, interval, 1);
            power.ifPresent(model -> shared.use(
                    Resource.POWER, interval, model.migrating(choice.rated().rate())));
        }
        hold(shared, move.from().id(), model.newIntervalVar(LinearExpr.constant(0), end, end, "on its source"));
        LinearExpr rest = LinearExpr.affine(start, -1, horizon);
        hold(
                shared,
                move.to().id(),
                model.newIntervalVar(start, rest, LinearExpr.constant(horizon), "on its destination"));
    }

    private void hold(Cumulatives shared, String host, IntervalVar interval) {
        shared.use(new Resource(Kind.MEMORY, host), interval, move.vm().memory().bytes());
        shared.use(new Resource(Kind.CPU, host), interval, move.vm().cpus());
    }

    Action action(CpSolver solver) {
        Choice taken = choices.stream()
                .filter(choice -> solver.booleanValue(choice.taken()))
                .findFirst()
                .orElseThrow();
        long begin = solver.value(start);
        return ByTheClock.migrate(
                move,
                move.to().id(),
                grid.time(begin),
                grid.time(begin + taken.rated().steps()),
                taken.rated().rate());
    }
}
