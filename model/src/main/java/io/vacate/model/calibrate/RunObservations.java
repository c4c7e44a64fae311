package io.vacate.model.calibrate;

import java.util.List;

/**
 * What a run of migrations showed.
 *
 * @param migrations each migration that ended well
 * @param links what migrations at once moved together, for each link that can have held them back
 */
public record RunObservations(List<Observation> migrations, List<LinkObservation> links) {
    /** Nothing was seen. */
    public static final RunObservations NONE = new RunObservations(List.of(), List.of());

    /** Copies the lists. */
    public RunObservations {
        migrations = List.copyOf(migrations);
        links = List.copyOf(links);
    }
}
