package io.vacate.orchestrator.report;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.StorageCopy;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.AggregateObservation;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.model.estimate.Tuning;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.network.HostNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes observations of finished moves, where their hypervisor told enough. Pure. */
public final class Observations {
    private static final Logger LOG = LoggerFactory.getLogger(Observations.class);

    private final List<MoveResult.Moved> moved;
    private final HostNames names;

    private Observations(List<MoveResult> results, HostNames names) {
        this.moved = results.stream()
                .filter(MoveResult.Moved.class::isInstance)
                .map(MoveResult.Moved.class::cast)
                .toList();
        this.names = names;
    }

    /**
     * Returns an observation of each migration that succeeded, in whatever mode, unless the model does not know what slowed
     * it ({@link #isModelled}); and of the links that several plain pre-copies shared.
     */
    public static RunObservations of(List<MoveResult> results, HostNames names) {
        Observations all = new Observations(results, names);
        List<MoveResult.Moved> plain = all.moved.stream()
                .filter(move -> PlainPreCopy.is(move.move().request()))
                .toList();
        return new RunObservations(
                        all.moved.stream()
                                .map(all::observe)
                                .flatMap(Optional::stream)
                                .toList(),
                        LinkObservations.observe(plain, names))
                .with(all.moved.stream()
                        .filter(move -> isModelled(move.move().request()))
                        .map(MoveResult.Moved::lesson)
                        .toList());
    }

    /**
     * Tells whether the model knows all that such a migration takes: neither what encryption or a tunnel costs, nor how large
     * local disks are, can be told from here.
     */
    public static boolean isModelled(MigrationRequest request) {
        return request.storageCopy() == StorageCopy.NONE && !request.tlsTransfer() && !request.tunnelled();
    }

    /**
     * Returns how long a run took against what was modelled, if it went as planned: several moves, each at its first attempt
     * to its planned destination, and none that had to be forced.
     *
     * @param elapsed from the start of the first move to the end of the last
     */
    public static Optional<AggregateObservation> together(Plan plan, List<MoveResult> results, Duration elapsed) {
        boolean asPlanned = results.size() > 1
                && results.size() == plan.migrations().size()
                && plan.notConverging() == 0
                && !elapsed.isZero()
                && !plan.makespan().isZero()
                && results.stream().allMatch(Observations::wentAsPlanned);
        return asPlanned ? Optional.of(new AggregateObservation(plan.makespan(), elapsed)) : Optional.empty();
    }

    private static boolean wentAsPlanned(MoveResult result) {
        return result instanceof MoveResult.Moved moved
                && moved.attempts() == 1
                && moved.destination().equals(moved.move().destination())
                && isModelled(moved.move().request());
    }

    private Optional<Observation> observe(MoveResult.Moved move) {
        MigrationStatistics statistics = move.statistics();
        if (!isModelled(move.move().request())) {
            return Optional.empty();
        }
        Tuning tuning = Tuning.of(move.move().request());
        // A suspended VM is sent in phases of different rates: there is no one time of sending.
        boolean isSuspended = tuning.mode() instanceof MigrationMode.SuspendCopyResume;
        try {
            return Optional.of(new Observation(
                    move.move().profile(),
                    names.of(move.move().source()),
                    names.of(move.destination()),
                    tuning,
                    statistics.total(),
                    statistics.transferred().filter(sent -> !sent.isZero()),
                    isSuspended ? Optional.empty() : sendingTime(statistics),
                    concurrent(move),
                    statistics.phases()));
        } catch (IllegalArgumentException contradictory) {
            LOG.debug("Nothing is learned from {}: {}", move.move().vm(), contradictory.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Bytes by mean rate leave out the hypervisor's own fixed costs; where it tells no rate, its elapsed time must do. It
     * cannot have sent before it was prepared, nor after the VM ran on at its destination and all had arrived.
     */
    private static Optional<Duration> sendingTime(MigrationStatistics statistics) {
        Duration most = statistics.total();
        for (Phase outside : List.of(Phase.PREPARE, Phase.FINISH)) {
            most = most.minus(statistics.phases().getOrDefault(outside, Duration.ZERO));
        }
        Duration limit = most;
        return statistics
                .rate()
                .filter(rate -> !rate.isZero())
                .flatMap(rate -> statistics.transferred().map(rate::timeFor))
                .or(statistics::active)
                .map(time -> time.compareTo(limit) > 0 ? limit : time)
                .filter(time -> !time.isNegative() && !time.isZero());
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
