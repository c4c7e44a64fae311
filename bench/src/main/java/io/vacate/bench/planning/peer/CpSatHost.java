package io.vacate.bench.planning.peer;

import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.LinearArgument;
import com.google.ortools.sat.LinearExpr;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLimits;
import io.vacate.model.batch.PowerModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A host in a model of CP-SAT. It boots as soon as it may, unless power is limited, and shuts down when its VMs have left. */
final class CpSatHost {
    private final CpModel model;
    private final BatchHost host;
    private final TimeGrid grid;
    private final long horizon;
    private final long bootSteps;
    private final long shutdownSteps;
    private final IntVar on;
    private final IntVar empty;
    private final List<LinearArgument> ends = new ArrayList<>();

    CpSatHost(CpModel model, BatchHost host, TimeGrid grid, long horizon, BatchLimits limits) {
        this.model = model;
        this.host = host;
        this.grid = grid;
        this.horizon = horizon;
        bootSteps = host.boots() ? grid.up(host.boot()) : 0;
        shutdownSteps = grid.up(host.afterDeparture());
        long soonest = grid.up(host.window().notBefore());
        boolean waits = host.boots() && limits.powerCapWatts().isPresent();
        on = model.newIntVar(soonest, waits ? horizon - bootSteps : soonest, "on");
        long latest = host.lastDeparture()
                .map(grid::down)
                .map(last -> Math.min(last, horizon))
                .orElse(horizon);
        empty = model.newIntVar(0, latest, "empty");
    }

    /** Lets a VM leave: not too soon, and before the host is empty. */
    void letGo(LinearArgument start, LinearArgument end) {
        if (!host.window().notBefore().isZero()) {
            model.addGreaterOrEqual(start, on);
        }
        model.addLessOrEqual(end, empty);
        ends.add(end);
    }

    /** Lets a VM come when the host is up. */
    void receive(LinearArgument start, LinearArgument end) {
        model.addGreaterOrEqual(start, LinearExpr.affine(on, 1, bootSteps));
        if (host.window().deadline().isPresent()) {
            model.addLessOrEqual(end, empty);
        }
    }

    /** Draws power while it is on; a host that stays on all the time is accounted for elsewhere. */
    void use(Cumulatives shared, Optional<PowerModel> power) {
        power.ifPresent(model -> {
            if (host.boots()) {
                draw(shared, on, LinearExpr.constant(horizon), model.hostWatts());
                draw(shared, on, LinearExpr.affine(on, 1, bootSteps), model.bootWatts());
            } else if (host.shutsDown()) {
                draw(shared, LinearExpr.constant(0), LinearExpr.affine(empty, 1, shutdownSteps), model.hostWatts());
            }
        });
    }

    private void draw(Cumulatives shared, LinearArgument start, LinearArgument end, int watts) {
        LinearExpr length = LinearExpr.newBuilder().add(end).addTerm(start, -1).build();
        shared.use(Resource.POWER, model.newIntervalVar(start, length, end, "on"), watts);
    }

    /** Makes a time come after all that the host has to do. */
    void endBefore(IntVar makespan) {
        ends.forEach(end -> model.addLessOrEqual(
                LinearExpr.newBuilder().add(end).add(shutdownSteps).build(), makespan));
        model.addLessOrEqual(LinearExpr.affine(on, 1, bootSteps), makespan);
        if (host.shutsDown()) {
            model.addLessOrEqual(LinearExpr.affine(empty, 1, shutdownSteps), makespan);
        }
    }

    List<Action> actions(CpSolver solver) {
        if (host.boots()) {
            return List.of(ByTheClock.boot(host.id(), at(solver.value(on)), at(solver.value(on) + bootSteps)));
        }
        if (host.shutsDown()) {
            long start = solver.value(empty);
            return List.of(ByTheClock.shutdown(host.id(), at(start), at(start + shutdownSteps)));
        }
        return List.of();
    }

    private Duration at(long steps) {
        return grid.time(steps);
    }
}
