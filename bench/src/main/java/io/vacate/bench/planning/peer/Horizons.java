package io.vacate.bench.planning.peer;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.ConstantRates;
import io.vacate.model.batch.Hop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Times by which all is to have ended. Peers need one, and are faster the shorter it is; a problem's own is but what is expected
 * to be enough.
 */
final class Horizons {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Batch problem;
    private final List<Move> moves;
    private final ConstantRates physics;

    private Horizons(Batch problem, List<Move> moves, ConstantRates physics) {
        this.problem = problem;
        this.moves = moves;
        this.physics = physics;
    }

    /** Returns the horizons to be tried, each if there is no plan within the one before; the last is surely enough. */
    static List<Duration> of(Batch problem, List<Move> moves, ConstantRates physics) {
        Horizons horizons = new Horizons(problem, moves, physics);
        Duration given = problem.limits().horizon();
        Duration enough = horizons.oneAfterTheOther();
        boolean hopeless = horizons.leastSeconds() > given.toNanos() / NANOS_PER_SECOND;
        return hopeless || given.compareTo(enough) >= 0 ? List.of(enough) : List.of(given, enough);
    }

    private Duration oneAfterTheOther() {
        Duration waiting = Duration.ZERO;
        Duration working = Duration.ZERO;
        for (BatchHost host : problem.hosts()) {
            waiting = longer(waiting, host.window().notBefore());
            working = working.plus(host.boots() ? host.boot() : Duration.ZERO).plus(host.afterDeparture());
        }
        for (Move move : moves) {
            waiting = longer(waiting, move.vm().window().notBefore());
            working = working.plus(duration(move));
        }
        // Each of them may be rounded up.
        long steps = moves.size() + 2L * problem.hosts().size() + 1;
        return waiting.plus(working).plus(physics.resolution().multipliedBy(steps));
    }

    /** What the most loaded link has to carry at the highest rates; slower migrations carry no less. */
    private double leastSeconds() {
        Map<Hop, Double> bytes = new HashMap<>();
        for (Move move : moves) {
            double carried = move.rate().bytesPerSecond() * (duration(move).toNanos() / NANOS_PER_SECOND);
            move.route().hops().forEach(hop -> bytes.merge(hop, carried, Double::sum));
        }
        double most = 0;
        for (BatchLink link : problem.links()) {
            for (boolean forward : List.of(true, false)) {
                double carried = bytes.getOrDefault(new Hop(link.id(), forward), 0.0);
                most = Math.max(most, carried / link.capacity(forward).bytesPerSecond());
            }
        }
        return most;
    }

    private Duration duration(Move move) {
        return Moves.duration(physics, move.vm(), move.rate()).orElseThrow();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
