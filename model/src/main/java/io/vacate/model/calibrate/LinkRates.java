package io.vacate.model.calibrate;

import io.vacate.api.unit.DataRate;
import java.util.List;

/**
 * The rates that several migrations together reached on a link.
 *
 * @param link name of the link in its {@link io.vacate.model.profile.NetworkProfile}
 * @param rates the last {@link Calibration#WINDOW} at most, oldest first; at least one, all positive
 */
public record LinkRates(String link, List<DataRate> rates) {
    /**
     * Checks the rates.
     *
     * @throws IllegalArgumentException if there is none, or one is 0
     */
    public LinkRates {
        rates = Median.checkedRates(rates, "link '%s'".formatted(link));
    }

    /** Returns the median, the rate to expect. */
    public DataRate rate() {
        return Median.of(rates);
    }
}
