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
 * @param to the host that it reaches
 * @param route the way
 * @param mode how
 * @param rate what it gets
 * @param ticks how long it takes
 */
record Migration(BatchVm vm, BatchHost from, BatchHost to, BatchRoute route, ModeKind mode, DataRate rate, int ticks) {}
