package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.plan.batch.BatchHost;
import io.vacate.model.plan.batch.BatchRoute;
import io.vacate.model.plan.batch.BatchVm;
import io.vacate.model.profile.ModeKind;

/**
 * How a VM moves: all of it but when.
 *
 * @param vm the VM
 * @param from the host that it leaves
 * @param to the host that it reaches; the same where it is only suspended
 * @param route the way
 * @param mode how
 * @param rate what it gets
 * @param ticks how long it takes
 * @param part how much of the way this is
 */
record Migration(
        BatchVm vm,
        BatchHost from,
        BatchHost to,
        BatchRoute route,
        ModeKind mode,
        DataRate rate,
        int ticks,
        Part part) {
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
