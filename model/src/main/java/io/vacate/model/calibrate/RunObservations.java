package io.vacate.model.calibrate;

import io.vacate.api.unit.DataSize;
import io.vacate.model.live.LiveEstimator.Lesson;
import java.util.List;
import java.util.Optional;

/**
 * What a run of migrations showed.
 *
 * @param migrations each migration that ended well
 * @param links what migrations at once moved together, for each link that can have held them back
 * @param lessons what each migration showed while it was followed
 * @param aggregate how long all took together; empty where that says nothing of the model
 */
public record RunObservations(
        List<Observation> migrations,
        List<LinkObservation> links,
        List<Lesson> lessons,
        Optional<AggregateObservation> aggregate) {
    /** Nothing was seen. */
    public static final RunObservations NONE = new RunObservations(List.of(), List.of());

    /** Copies the lists. */
    public RunObservations {
        migrations = List.copyOf(migrations);
        links = List.copyOf(links);
        lessons = List.copyOf(lessons);
    }

    /** Makes the observations of a run of which nothing but each migration and the links is known. */
    public RunObservations(List<Observation> migrations, List<LinkObservation> links) {
        this(migrations, links, List.of(), Optional.empty());
    }

    /** Returns what the first round of a migration sent: all that was sent, if no other was seen. */
    Optional<DataSize> sentOnce(Lesson lesson) {
        return lesson.firstRound()
                .or(() -> migrations.stream()
                        .filter(seen ->
                                lesson.rounds().isEmpty() && seen.vm().id().equals(lesson.vm()))
                        .findFirst()
                        .flatMap(Observation::sent));
    }

    /** Returns these with how long all took together. */
    public RunObservations with(AggregateObservation together) {
        return new RunObservations(migrations, links, lessons, Optional.of(together));
    }

    /** Returns these with what migrations showed while they were followed. */
    public RunObservations with(List<Lesson> followed) {
        return new RunObservations(migrations, links, followed, aggregate);
    }
}
