package io.vacate.model.estimate;

import java.time.Duration;
import java.util.List;

/**
 * The prediction of several migrations that run in some order.
 *
 * @param aggregateTime from the start of the first to the end of the last
 * @param totalDowntime median of the sum of all pauses
 * @param members each migration, in the order in which they were given
 */
public record GroupEstimate(Estimate<Duration> aggregateTime, Duration totalDowntime, List<Member> members) {
    /**
     * One of them.
     *
     * @param start median start, from the start of the first
     * @param latency median end, from the start of the first: how long it is until this VM has arrived
     * @param estimate the migration among the others
     */
    public record Member(Duration start, Duration latency, MigrationEstimate estimate) {}

    /** Copies the list. */
    public GroupEstimate {
        members = List.copyOf(members);
    }
}
