package io.vacate.model.calibrate;

import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import java.time.Duration;

/**
 * How long several migrations took together, of which all went as planned.
 *
 * @param modelled what was predicted before past residuals were taken into account; positive
 * @param actual from the start of the first to the end of the last; positive
 */
public record AggregateObservation(Duration modelled, Duration actual) {
    /**
     * Checks the observation.
     *
     * @throws IllegalArgumentException if a time is not positive; the message names it
     */
    public AggregateObservation {
        Check.positive(modelled, "modelled");
        Check.positive(actual, "actual");
    }

    /** Returns actual / modelled. */
    public double residual() {
        return Seconds.of(actual) / Seconds.of(modelled);
    }
}
