package io.vacate.bench.planning.peer;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchVm;
import java.util.Set;

/**
 * A migration that a peer has to plan.
 *
 * @param vm what moves
 * @param from the host that it leaves
 * @param to the host that it reaches
 * @param route how it gets there
 * @param switches names of those on the way that may block
 * @param rate the most that it gets where nothing else moves
 */
record Move(BatchVm vm, BatchHost from, BatchHost to, BatchRoute route, Set<String> switches, DataRate rate) {}
