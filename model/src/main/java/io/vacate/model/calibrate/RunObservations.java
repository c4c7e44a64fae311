package io.vacate.model.calibrate;

import java.util.List;
import java.util.Optional;

/**
 * What a run of migrations showed.
 *
 * @param migrations each migration that ended well
 * @param links what migrations at once moved together, for each link that can have held them back
 * @param aggregate how long all took together; empty where that says nothing of the model
 */
public record RunObservations(
        List<Observation> migrations, List<LinkObservation> links, Optional<AggregateObservation> aggregate) {
    /** Nothing was seen. */
    public static final RunObservations NONE = new RunObservations(List.of(), List.of());

    /** Copies the lists. */
    public RunObservations {
        migrations = List.copyOf(migrations);
        links = List.copyOf(links);
    }

    /** Makes the observations of a run of which the time that all took together says nothing. */
    public RunObservations(List<Observation> migrations, List<LinkObservation> links) {
        this(migrations, links, Optional.empty());
    }

    /** Returns these with how long all took together. */
    public RunObservations with(AggregateObservation together) {
        return new RunObservations(migrations, links, Optional.of(together));
    }
}
