package io.vacate.orchestrator.report;

import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.model.plan.PlannedMove;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.network.HostNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes observations of finished moves, where their hypervisor told enough. Pure. */
public final class Observations {
    private static final Logger LOG = LoggerFactory.getLogger(Observations.class);

    private final Map<VmId, PlannedMove> planned;
    private final List<MoveResult.Moved> moved;
    private final HostNames names;

    private Observations(List<PlannedMove> planned, List<MoveResult> results, HostNames names) {
        this.planned = planned.stream().collect(Collectors.toMap(PlannedMove::id, move -> move));
        this.moved = results.stream()
                .filter(MoveResult.Moved.class::isInstance)
                .map(MoveResult.Moved.class::cast)
                .filter(move -> PlainPreCopy.is(move.move().request()))
                .toList();
        this.names = names;
    }

    /**
     * Returns an observation of each plain pre-copy that succeeded and whose hypervisor tells bytes, times and downtime, and of the
     * links that several of them shared.
     */
    public static RunObservations of(List<PlannedMove> planned, List<MoveResult> results, HostNames names) {
        Observations all = new Observations(planned, results, names);
        return new RunObservations(
                all.moved.stream().map(all::observe).flatMap(Optional::stream).toList(),
                LinkObservations.observe(all.moved, names));
    }

    private Optional<Observation> observe(MoveResult.Moved move) {
        MigrationStatistics statistics = move.statistics();
        PlannedMove plan = planned.get(move.move().id());
        Optional<Duration> sending = sendingTime(statistics);
        if (plan == null
                || sending.isEmpty()
                || statistics.transferred().isEmpty()
                || statistics.downtime().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Observation(
                    plan.move().vm(),
                    names.of(move.move().source()),
                    names.of(move.destination()),
                    statistics.transferred().get(),
                    statistics.total(),
                    sending.get(),
                    statistics.downtime().get(),
                    concurrent(move),
                    move.move().request().bandwidth().isPresent()));
        } catch (IllegalArgumentException contradictory) {
            LOG.debug("Nothing is learned from {}: {}", move.move().vm(), contradictory.getMessage());
            return Optional.empty();
        }
    }

    /** Bytes by mean rate leave out the hypervisor's own fixed costs; where it tells no rate, its elapsed time must do. */
    private static Optional<Duration> sendingTime(MigrationStatistics statistics) {
        return statistics
                .rate()
                .filter(rate -> !rate.isZero())
                .flatMap(rate -> statistics.transferred().map(rate::timeFor))
                .or(statistics::active);
    }

    /** Returns the most moves, this one included, that shared a link with it at one moment. */
    private int concurrent(MoveResult.Moved move) {
        List<MoveResult.Moved> sharing = moved.stream()
                .filter(other -> sharesLink(move, other))
                .filter(other -> overlaps(move, other))
                .toList();
        return (int) sharing.stream()
                .map(other -> later(other.started(), move.started()))
                .mapToLong(at -> sharing.stream()
                        .filter(other ->
                                !other.started().isAfter(at) && other.ended().isAfter(at))
                        .count())
                .max()
                .orElse(1);
    }

    private boolean sharesLink(MoveResult.Moved one, MoveResult.Moved other) {
        return names.of(one.move().source()).equals(names.of(other.move().source()))
                || names.of(one.destination()).equals(names.of(other.destination()));
    }

    private static boolean overlaps(MoveResult.Moved one, MoveResult.Moved other) {
        return one.started().isBefore(other.ended()) && other.started().isBefore(one.ended());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
