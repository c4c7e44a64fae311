package io.vacate.orchestrator.report;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.StorageCopy;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.AggregateObservation;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.model.estimate.Tuning;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.execute.MoveState;
import io.vacate.orchestrator.network.HostNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes observations of finished moves, where their hypervisor told enough. Pure. */
public final class Observations {
    private static final Logger LOG = LoggerFactory.getLogger(Observations.class);

    private final List<Transfer> all;
    private final HostNames names;

    private Observations(List<Transfer> all, HostNames names) {
        this.all = all;
        this.names = names;
    }

    /**
     * Returns an observation of each migration that succeeded, in whatever mode, unless the model does not know what slowed
     * it ({@link #isModelled}); and of the links that several plain pre-copies shared.
     */
    public static RunObservations of(List<MoveResult> results, HostNames names) {
        List<MoveResult.Moved> moved = moved(results);
        List<Transfer> transfers =
                moved.stream().map(move -> Transfer.of(move, names)).toList();
        List<Transfer> plain = moved.stream()
                .filter(move -> PlainPreCopy.is(move.move().request()))
                .map(move -> Transfer.of(move, names))
                .toList();
        return new Observations(transfers, names).of(moved, plain);
    }

    /**
     * Returns what can be observed of a migration as soon as it has ended, while others still run.
     *
     * @param ended the migration
     * @param states where all moves stand, this one included
     * @param setUp time that passes before a migration sends memory
     */
    public static RunObservations soFar(
            MoveResult.Moved ended, List<MoveState> states, HostNames names, Duration setUp) {
        Transfer own = Transfer.of(ended, names);
        List<Transfer> sharing = new ArrayList<>();
        List<Transfer> plain = new ArrayList<>();
        for (MoveState state : states) {
            Optional<Transfer> transfer = transfer(state, names, setUp).filter(own::sharesLinkWith);
            transfer.ifPresent(sharing::add);
            transfer.filter(seen -> PlainPreCopy.is(state.move().request())).ifPresent(plain::add);
        }
        return new Observations(sharing, names).of(List.of(ended), plain);
    }

    private static Optional<Transfer> transfer(MoveState state, HostNames names, Duration setUp) {
        if (state instanceof MoveState.Running running) {
            return Optional.of(Transfer.of(running, names, setUp));
        }
        return state instanceof MoveState.Done done && done.result() instanceof MoveResult.Moved moved
                ? Optional.of(Transfer.of(moved, names))
                : Optional.empty();
    }

    private static List<MoveResult.Moved> moved(List<MoveResult> results) {
        return results.stream()
                .filter(MoveResult.Moved.class::isInstance)
                .map(MoveResult.Moved.class::cast)
                .toList();
    }

    private RunObservations of(List<MoveResult.Moved> moved, List<Transfer> plain) {
        return new RunObservations(
                        moved.stream()
                                .map(this::observe)
                                .flatMap(Optional::stream)
                                .toList(),
                        LinkObservations.observe(plain))
                .with(moved.stream()
                        .filter(move -> isModelled(move.move().request()))
                        .map(MoveResult.Moved::lesson)
                        .toList());
    }

    /**
     * Tells whether the model knows all that such a migration takes: neither what encryption or a tunnel costs, nor how large
     * local disks are, can be told from here.
     */
    public static boolean isModelled(MigrationRequest request) {
        return request.storageCopy() == StorageCopy.NONE
                && !request.tlsTransfer()
                && !request.tunnelled()
                && !request.holdsSuspended();
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
                    isSuspended ? Optional.empty() : Transfer.sendingTime(statistics),
                    concurrent(Transfer.of(move, names)),
                    statistics.phases()));
        } catch (IllegalArgumentException contradictory) {
            LOG.debug("Nothing is learned from {}: {}", move.move().vm(), contradictory.getMessage());
            return Optional.empty();
        }
    }

    /** Returns the most moves, this one included, that shared a link with it at one moment. */
    private int concurrent(Transfer move) {
        List<Transfer> sharing =
                all.stream().filter(move::sharesLinkWith).filter(move::overlaps).toList();
        return (int) sharing.stream()
                .map(other -> other.started().isAfter(move.started()) ? other.started() : move.started())
                .mapToLong(at ->
                        sharing.stream().filter(other -> other.isUnderWayAt(at)).count())
                .max()
                .orElse(1);
    }
}
