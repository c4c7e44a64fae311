package io.vacate.model.calibrate;

import io.vacate.api.unit.DataRate;
import java.util.List;

/**
 * The rates that single migrations reached on a path.
 *
 * @param from name of the source host
 * @param to name of the destination host
 * @param rates the last {@link Calibration#WINDOW} at most, oldest first; at least one, all positive
 */
public record PathRates(String from, String to, List<DataRate> rates) {
    /**
     * Checks the rates.
     *
     * @throws IllegalArgumentException if there is none, or one is 0
     */
    public PathRates {
        rates = Median.checkedRates(rates, "path from '%s' to '%s'".formatted(from, to));
    }

    /** Returns the median, the rate to expect. */
    public DataRate rate() {
        return Median.of(rates);
    }
}
