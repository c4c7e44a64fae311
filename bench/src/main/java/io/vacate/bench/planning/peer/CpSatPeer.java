package io.vacate.bench.planning.peer;

import com.google.ortools.Loader;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import io.vacate.model.plan.batch.BatchProblem;
import io.vacate.model.plan.batch.MigrationPhysics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** CP-SAT, the solver of OR-Tools, with a model of the same problem, which {@link CpSatProblem} describes. */
public final class CpSatPeer implements Peer {
    private static final int WORKERS = 2;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final MigrationPhysics physics;

    /** Makes the peer; loads the native library, which is unpacked to the directory for temporary files. */
    public CpSatPeer(MigrationPhysics physics) {
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
    public PeerResult plan(BatchProblem problem, Duration limit) {
        long begin = System.nanoTime();
        try {
            List<Move> moves = Moves.of(problem, physics);
            CpSatProblem translated = new CpSatProblem(problem, moves, physics);
            CpSolver solver = new CpSolver();
            solver.getParameters()
                    .setNumWorkers(WORKERS)
                    .setRandomSeed(1)
                    .setMaxTimeInSeconds(limit.toMillis() / MILLIS_PER_SECOND);
            CpSolverStatus status = solver.solve(translated.model());
            return switch (status) {
                case OPTIMAL, FEASIBLE ->
                    PeerResult.bounded(translated.plan(solver), status.name().toLowerCase(Locale.ROOT), begin);
                case UNKNOWN -> PeerResult.none("no plan within %d s".formatted(limit.toSeconds()), begin);
                case INFEASIBLE -> PeerResult.none("no plan: infeasible", begin);
                case MODEL_INVALID, UNRECOGNIZED ->
                    throw new IllegalStateException("CP-SAT refuses the model of '%s': %s"
                            .formatted(problem.name(), translated.model().validate()));
            };
        } catch (InexpressibleProblemException none) {
            return PeerResult.none("no plan: " + none.getMessage(), begin);
        }
    }
}
