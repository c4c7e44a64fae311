package io.vacate.orchestrator.report;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataSize;
import io.vacate.orchestrator.execute.MoveResult;
import io.vacate.orchestrator.execute.MoveState;
import io.vacate.orchestrator.network.HostNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a move was under way between two hosts, and what it sent meanwhile: one that has ended, or one that still runs.
 *
 * @param from name of the source
 * @param to name of the destination
 * @param started when it was requested
 * @param ended when it ended; if it has not yet, now
 * @param sent bytes that it has sent
 * @param sendingFrom when it began to send
 * @param sendingTo when it had sent these
 */
record Transfer(
        String from, String to, Instant started, Instant ended, DataSize sent, Instant sendingFrom, Instant sendingTo) {

    static Transfer of(MoveResult.Moved move, HostNames names) {
        MigrationStatistics statistics = move.statistics();
        Instant to = move.ended().minus(statistics.phases().getOrDefault(Phase.FINISH, Duration.ZERO));
        return new Transfer(
                names.of(move.move().source()),
                names.of(move.destination()),
                move.started(),
                move.ended(),
                statistics.transferred().orElse(DataSize.ZERO),
                to.minus(sendingTime(statistics).orElse(Duration.ZERO)),
                to);
    }

    /**
     * Returns what a move that still runs has sent.
     *
     * @param setUp time that passes before memory is sent
     */
    static Transfer of(MoveState.Running move, HostNames names, Duration setUp) {
        MigrationProgress seen = move.job().progress();
        Instant now = move.since().plus(seen.elapsed());
        Instant from = move.since().plus(setUp);
        return new Transfer(
                names.of(move.move().source()),
                names.of(move.destination()),
                move.since(),
                now,
                seen.transferred().orElse(DataSize.ZERO),
                from.isBefore(now) ? from : now,
                now);
    }

    /**
     * Returns how long a migration was sending: bytes by mean rate leave out the hypervisor's own fixed costs; where it tells no
     * rate, its elapsed time must do. It cannot have sent before it was prepared, nor after the VM ran on at its destination
     * and all had arrived.
     */
    static Optional<Duration> sendingTime(MigrationStatistics statistics) {
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

    Duration sending() {
        return Duration.between(sendingFrom, sendingTo);
    }

    boolean sharesLinkWith(Transfer other) {
        return from.equals(other.from) || to.equals(other.to);
    }

    boolean overlaps(Transfer other) {
        return started.isBefore(other.ended) && other.started.isBefore(ended);
    }

    boolean isUnderWayAt(Instant time) {
        return !started.isAfter(time) && ended.isAfter(time);
    }
}
