package io.vacate.model.plan;

import io.vacate.model.estimate.Estimate;
import java.time.Duration;

/**
 * What another strategy would have led to.
 *
 * @param strategy the strategy
 * @param mostAtOnce how many VMs would move at once at most
 * @param aggregateTime from the start of the first move to the end of the last
 * @param totalDowntime median of the sum of all pauses
 * @param notConverging how many VMs would not converge
 */
public record Alternative(
        Strategy strategy,
        int mostAtOnce,
        Estimate<Duration> aggregateTime,
        Duration totalDowntime,
        int notConverging) {}
