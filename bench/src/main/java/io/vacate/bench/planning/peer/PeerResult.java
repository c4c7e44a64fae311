package io.vacate.bench.planning.peer;

import io.vacate.model.batch.Plan;
import java.time.Duration;
import java.util.Optional;

/**
 * What a peer found.
 *
 * @param plan its plan, by the clock: no action has predecessors; empty if it has none
 * @param bound a time below which no plan can come, if the peer proved one
 * @param status for people: {@code "optimal"}, {@code "feasible"}, or why there is no plan
 * @param millis how long it took, in milliseconds, reading the problem in included
 */
public record PeerResult(Optional<Plan> plan, Optional<Duration> bound, String status, double millis) {
    private static final double NANOS_PER_MILLI = 1e6;

    static PeerResult unproven(Plan plan, String status, long beginNanos) {
        return new PeerResult(Optional.of(plan), Optional.empty(), status, since(beginNanos));
    }

    static PeerResult bounded(Plan plan, String status, long beginNanos) {
        return new PeerResult(Optional.of(plan), Optional.of(plan.bound().time()), status, since(beginNanos));
    }

    static PeerResult none(String status, long beginNanos) {
        return new PeerResult(Optional.empty(), Optional.empty(), status, since(beginNanos));
    }

    private static double since(long beginNanos) {
        return (System.nanoTime() - beginNanos) / NANOS_PER_MILLI;
    }
}
