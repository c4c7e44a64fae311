package io.vacate.model.plan.batch;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.time.Duration;
import java.util.Optional;

/**
 * How a VM of a batch is to be moved, in whatever mode.
 *
 * @param bandwidth most that it may take of links, more than 0; empty for no limit of its own
 * @param downtimeLimit longest pause that the switch-over of pre-copy may plan for, at least 1 ms
 * @param autoConverge how the guest is slowed down where pre-copy does not converge; empty where it is not
 */
public record BatchTuning(Optional<DataRate> bandwidth, Duration downtimeLimit, Optional<AutoConverge> autoConverge) {
    private static final Duration SHORTEST_DOWNTIME_LIMIT = Duration.ofMillis(1);

    /** As hypervisors do unless told otherwise. */
    public static final BatchTuning USUAL = new BatchTuning(Optional.empty(), Duration.ofMillis(300), Optional.empty());

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it and the value
     */
    public BatchTuning {
        bandwidth.ifPresent(rate -> Check.positive(rate, "bandwidth"));
        if (downtimeLimit.compareTo(SHORTEST_DOWNTIME_LIMIT) < 0) {
            throw new IllegalArgumentException("downtimeLimit (%s) must be at least 1 ms".formatted(downtimeLimit));
        }
    }

    /** Returns this with a limit of its own. */
    public BatchTuning withBandwidth(DataRate most) {
        return new BatchTuning(Optional.of(most), downtimeLimit, autoConverge);
    }

    /** Returns this with another limit of the pause. */
    public BatchTuning withDowntimeLimit(Duration limit) {
        return new BatchTuning(bandwidth, limit, autoConverge);
    }

    /** Returns this with a guest that is slowed down where pre-copy does not converge. */
    public BatchTuning with(AutoConverge slowDown) {
        return new BatchTuning(bandwidth, downtimeLimit, Optional.of(slowDown));
    }
}
