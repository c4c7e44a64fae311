package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.NetworkProfile;
import java.time.Duration;
import java.util.Optional;

/** What a search knows of migrations: the network, how long each takes at a constant rate, and how they share links. */
public interface Physics {
    /** Returns the network, with what its links carry. */
    NetworkProfile network();

    /** Returns how long a migration takes at a constant rate, in whole {@link #resolution()}s; empty if it never ends. */
    Optional<Duration> duration(BatchVm vm, Tuning how, DataRate rate);

    /** Returns the grid that all times of a plan lie on. */
    Duration resolution();

    /** Returns how long both parts of a suspend-copy-resume by disk take; empty where that is not known. */
    Optional<Suspension> suspension(BatchVm vm, DataRate rate);

    /** Returns what simulates migrations that share links; empty where rates are constant. */
    Optional<Predictor> sharing();

    /**
     * The two parts of a suspend-copy-resume, each a multiple of {@link #resolution()}.
     *
     * @param suspend until the VM's state is on its host's disk, and its memory free
     * @param resume from there until it runs on the destination
     */
    record Suspension(Duration suspend, Duration resume) {}
}
