package io.vacate.model.sharing;

/**
 * Computes an allocation from nothing, by progressive filling: all rates rise together; a flow stops at its cap or when one
 * of its resources is full.
 *
 * <p>Resources wait in a heap by the rate at which they will be full. That rate only grows when flows stop earlier
 * elsewhere, so a key may be out of date but never too high: it is corrected when it comes up. Costs O(p log n) for p pairs
 * of flow and resource. For one thread.
 */
final class ProgressiveFilling {
    private final FlowNetwork network;
    private final Allocation allocation;
    private final Members members;
    /** What stops rates next: resources by their number, caps by the number of resources + the flow's. */
    private final IndexedHeap stops;

    private final boolean[] rising;
    /** By resource: capacity that is not given out, and the weight and number of the flows that still rise on it. */
    private final double[] left;

    private final double[] weight;
    private final int[] waiting;

    ProgressiveFilling(Allocation allocation) {
        this.allocation = allocation;
        network = allocation.network;
        members = allocation.members;
        stops = new IndexedHeap(network.resources() + network.flows());
        rising = new boolean[network.flows()];
        left = new double[network.resources()];
        weight = new double[network.resources()];
        waiting = new int[network.resources()];
    }

    /** Sets the rates of the flows that are present, and all levels and loads. */
    void fill(MarkedList present) {
        allocation.allRight();
        int resources = network.resources();
        for (int i = 0; i < present.size(); i++) {
            int flow = present.get(i);
            rising[flow] = true;
            if (network.capMatters[flow] || network.uses.start[flow] == network.uses.start[flow + 1]) {
                stops.set(resources + flow, network.cap[flow]);
            }
        }
        for (int resource = 0; resource < resources; resource++) {
            allocation.level[resource] = Double.POSITIVE_INFINITY;
            allocation.load[resource] = 0;
            allocation.touchedResources.add(resource);
            waiting[resource] = members.count[resource];
            if (waiting[resource] > 0) {
                stops.set(resource, share(resource));
            }
        }
        double reached = 0;
        while (!stops.isEmpty()) {
            int next = stops.top();
            if (next >= resources) {
                reached = stops.topKey();
                stops.pop();
                stop(next - resources, reached);
            } else if (waiting[next] == 0) {
                stops.pop();
            } else {
                reached = fillNext(next, reached);
            }
        }
    }

    /** Stops the flows of the first resource, if it is still the first after its key was corrected. */
    private double fillNext(int resource, double reached) {
        // What was stopped before never exceeds what stops now, but for rounding.
        double share = Math.max(reached, left[resource] / weight[resource]);
        if (share > stops.topKey()) {
            stops.set(resource, share);
            if (stops.top() != resource) {
                return reached;
            }
        }
        // Kept by subtracting, so not quite right: what counts is summed anew.
        share = Math.max(reached, share(resource));
        if (share > stops.topKey()) {
            stops.set(resource, share);
            if (stops.top() != resource) {
                return reached;
            }
        }
        stops.pop();
        allocation.level[resource] = share;
        int end = members.end(resource);
        for (int slot = members.first(resource); slot < end; slot++) {
            stop(members.flow[slot], share);
        }
        return share;
    }

    /** Sums up anew what is left of a resource and the weight of the flows that still rise on it. */
    private double share(int resource) {
        double rest = network.capacity[resource];
        double sum = 0;
        int end = members.end(resource);
        for (int slot = members.first(resource); slot < end; slot++) {
            double own = network.uses.weight[members.use[slot]];
            if (rising[members.flow[slot]]) {
                sum += own;
            } else {
                rest -= own * allocation.rate[members.flow[slot]];
            }
        }
        left[resource] = Math.max(0, rest);
        weight[resource] = sum;
        return left[resource] / sum;
    }

    private void stop(int flow, double rate) {
        if (!rising[flow]) {
            return;
        }
        rising[flow] = false;
        allocation.rate[flow] = rate;
        allocation.touchedFlows.add(flow);
        FlowNetwork.Uses uses = network.uses;
        for (int use = uses.start[flow]; use < uses.start[flow + 1]; use++) {
            int resource = uses.resource[use];
            double taken = uses.weight[use] * rate;
            left[resource] = Math.max(0, left[resource] - taken);
            weight[resource] -= uses.weight[use];
            waiting[resource]--;
            allocation.load[resource] += taken;
        }
    }
}
