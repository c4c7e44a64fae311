package io.vacate.model.estimate;

import io.vacate.api.unit.DataRate;
import java.time.Duration;

/**
 * What a predicted total time consists of.
 *
 * @param fixed fixed costs
 * @param firstPass sending all memory (and disks) once; for suspend-copy-resume all three phases
 * @param rewritten sending again what was rewritten meanwhile
 * @param rate mean rate of all sending
 * @param bottleneck what sets that rate
 */
public record Terms(Duration fixed, Duration firstPass, Duration rewritten, DataRate rate, Bottleneck bottleneck) {
    /** Returns the sum of the times: the prediction before past residuals are taken into account. */
    public Duration total() {
        return fixed.plus(firstPass).plus(rewritten);
    }
}
