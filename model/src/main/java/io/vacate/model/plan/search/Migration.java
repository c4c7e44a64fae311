package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.Path;

/**
 * How a VM moves: all of it but when.
 *
 * @param vm the VM
 * @param from the host that it leaves
 * @param to the host that it reaches; the same where it is only suspended
 * @param path the way, with what its links carry
 * @param how mode and options
 * @param rate what it gets
 * @param ticks how long it takes
 * @param part how much of the way this is
 */
record Migration(BatchVm vm, BatchHost from, BatchHost to, Path path, Tuning how, DataRate rate, int ticks, Part part) {
    /** Parts of a migration by suspend-copy-resume, between which the VM needs no room. */
    enum Part {
        /** All in one. */
        WHOLE,
        /** Its state goes to its host's disk, and it leaves the host's room. */
        SUSPEND,
        /** Its state is copied, and it is resumed. */
        RESUME
    }

    boolean isSuspension() {
        return part == Part.SUSPEND;
    }

    /** Tells whether it leaves room at its source when it ends. */
    boolean leavesRoom() {
        return part != Part.RESUME;
    }

    /** Tells whether it needs room at its destination from its start. */
    boolean takesRoom() {
        return part != Part.SUSPEND;
    }
}
