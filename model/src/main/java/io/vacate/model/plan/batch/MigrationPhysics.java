package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.MigrationEstimator;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.Optional;

/**
 * How long migrations take that get one constant rate, and, where the physics knows more, how they share links. Must be a pure
 * function: the same always, for any thread.
 */
public interface MigrationPhysics {
    /**
     * Returns how long a VM's migration takes.
     *
     * @param vm the VM
     * @param mode one of its modes
     * @param rate what it gets all the time, more than 0
     * @return a multiple of {@link #resolution()}, more than 0; empty if it never ends at this rate or there is no such mode
     */
    Optional<Duration> duration(BatchVm vm, ModeKind mode, DataRate rate);

    /** Returns the grid that all times of a plan lie on, more than 0. Booting and the like are rounded up to it. */
    Duration resolution();

    /**
     * Returns how long the two parts of a suspend-copy-resume with the disk as buffer take, between which the VM may stay
     * suspended.
     *
     * @param vm the VM
     * @param rate what the copy gets all the time, more than 0
     * @return empty if this physics does not know of suspending
     */
    default Optional<Suspension> suspension(BatchVm vm, DataRate rate) {
        return Optional.empty();
    }

    /**
     * The two parts of a suspend-copy-resume, each a multiple of {@link #resolution()}.
     *
     * @param suspend until the VM's state is on its host's disk, and its memory free
     * @param resume from there until it runs on the destination
     */
    record Suspension(Duration suspend, Duration resume) {}

    /** Returns how migrations share links; empty if the physics knows constant rates only. */
    default Optional<Sharing> sharing() {
        return Optional.empty();
    }

    /** What it takes to simulate migrations that share links. Pure functions. */
    interface Sharing {
        /** Returns fixed costs, and how far reality lies from predictions. */
        MigrationEstimator estimator();

        /** Returns what there is to copy of a VM. */
        VmProfile profile(BatchVm vm);

        /** Returns how a VM moves by a mode; its limit of bandwidth is that of its path. */
        Tuning tuning(BatchVm vm, ModeKind mode);

        /** Returns what a link carries of migrations, of what it is sold as. */
        DataRate usable(DataRate rate);
    }
}
