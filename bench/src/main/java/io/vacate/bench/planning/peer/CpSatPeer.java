package io.vacate.bench.planning.peer;

import com.google.ortools.Loader;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.ConstantRates;
import java.time.Duration;
import java.util.List;

/** CP-SAT, the solver of OR-Tools, with a model of the same problem, which {@link CpSatProblem} describes. */
public final class CpSatPeer implements Peer {
    private static final int WORKERS = 2;
    private static final double NANOS_PER_SECOND = 1e9;

    private final ConstantRates physics;

    /** Makes the peer; loads the native library, which is unpacked to the directory for temporary files. */
    public CpSatPeer(ConstantRates physics) {
        this.physics = physics;
        Loader.loadNativeLibraries();
    }

    @Override
    public String name() {
        return "cp-sat";
    }

    @Override
    public boolean provesBounds() {
        return true;
    }

    @Override
    public PeerResult plan(Batch problem, Duration limit) {
        long begin = System.nanoTime();
        long end = begin + limit.toNanos();
        try {
            List<Move> moves = Moves.of(problem, physics);
            for (Duration horizon : Horizons.of(problem, moves, physics)) {
                CpSatProblem translated = new CpSatProblem(problem, moves, physics, horizon);
                CpSolver solver = new CpSolver();
                solver.getParameters()
                        .setNumWorkers(WORKERS)
                        .setRandomSeed(1)
                        .setMaxTimeInSeconds(Math.max(0, end - System.nanoTime()) / NANOS_PER_SECOND);
                CpSolverStatus status = solver.solve(translated.model());
                if (status != CpSolverStatus.INFEASIBLE) {
                    return result(problem, translated, solver, status, begin);
                }
            }
            return PeerResult.none("no plan: infeasible", begin);
        } catch (InexpressibleProblemException none) {
            return PeerResult.none("no plan: " + none.getMessage(), begin);
        }
    }

    private static PeerResult result(
            Batch problem, CpSatProblem translated, CpSolver solver, CpSolverStatus status, long begin) {
        return switch (status) {
            case OPTIMAL -> PeerResult.bounded(translated.plan(solver), "optimal", begin);
            case FEASIBLE -> PeerResult.bounded(translated.plan(solver), "feasible", begin);
            case UNKNOWN, INFEASIBLE -> PeerResult.none("no plan in time", begin);
            case MODEL_INVALID, UNRECOGNIZED ->
                throw new IllegalStateException("CP-SAT refuses the model of '%s': %s"
                        .formatted(problem.name(), translated.model().validate()));
        };
    }
}
