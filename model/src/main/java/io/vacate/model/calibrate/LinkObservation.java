package io.vacate.model.calibrate;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import java.time.Duration;

/**
 * What several migrations at once moved over one link that all of them shared. A single migration may be held back by its
 * stream; several together show what the link carries.
 *
 * @param link name of the link in its {@link io.vacate.model.profile.NetworkProfile}
 * @param sent memory data that all of them sent; positive
 * @param busy time during which at least one of them was sending; positive
 */
public record LinkObservation(String link, DataSize sent, Duration busy) {
    /**
     * Checks the observation.
     *
     * @throws IllegalArgumentException if a component is out of its range; the message names it
     */
    public LinkObservation {
        Check.notBlank(link, "link");
        Check.positive(busy, "busy time of link '%s'".formatted(link));
        Check.positive(DataRate.of(sent, busy), "rate of link '%s'".formatted(link));
    }

    /** Returns the mean rate of all of them together, positive. */
    public DataRate rate() {
        return DataRate.of(sent, busy);
    }
}
