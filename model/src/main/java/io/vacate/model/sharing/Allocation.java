package io.vacate.model.sharing;

import java.util.Arrays;

/**
 * The rates of the flows that are present, and at which rate each resource holds its flows: its <em>level</em>.
 *
 * <p>A flow's rate is the least of its cap and its resources' levels. A level is right when it fills its resource, given
 * what its flows are limited to elsewhere; it is infinite when they do not fill it so. Where all levels are right, each
 * flow is at its cap or has a full resource on which none is faster, and that is max-min fairness, of which there is one.
 *
 * <p>A level depends only on limits that are lower. So after a change, levels that may be wrong are settled in the order of
 * the lower of old and new: what is settled never changes the lower ones, and what stays as it was ends the spreading. For
 * one thread.
 */
final class Allocation {
    /** Differences that are taken for rounding, relative. No level is ever wrong by more, so they do not add up. */
    private static final double ROUNDING = 1e-12;

    /** How near to its capacity a resource is looked at closely: sums kept by adding and subtracting drift. */
    private static final double NEAR = 1 - 1e-9;

    final FlowNetwork network;
    final Members members;
    /** By flow: its fair share in B/s, 0 while absent. */
    final double[] rate;
    /** By resource: the rate at which it holds its flows, or infinity. */
    final double[] level;
    /** By resource of infinite level: what its flows take of it in B/s. */
    final double[] load;

    final MarkedList touchedFlows;
    final MarkedList touchedResources;
    /** Resources whose level may be wrong, by a lower bound of old and new. */
    private final IndexedHeap suspects;
    /** By suspect: the right level, and whether that is out of date. */
    private final double[] right;

    private final boolean[] outOfDate;
    private final double[] limits;
    private final double[] weights;
    private long work;

    Allocation(FlowNetwork network) {
        this.network = network;
        members = new Members(network.uses, network.resources());
        rate = new double[network.flows()];
        level = new double[network.resources()];
        Arrays.fill(level, Double.POSITIVE_INFINITY);
        load = new double[network.resources()];
        touchedFlows = new MarkedList(network.flows());
        touchedResources = new MarkedList(network.resources());
        suspects = new IndexedHeap(network.resources());
        right = new double[network.resources()];
        outOfDate = new boolean[network.resources()];
        int most = 0;
        for (int resource = 0; resource < network.resources(); resource++) {
            most = Math.max(most, network.uses.room[resource + 1] - network.uses.room[resource]);
        }
        limits = new double[most];
        weights = new double[most];
    }

    /** Takes a flow away that is among the members, and suspects the levels of its resources. */
    void remove(int flow) {
        members.leave(flow);
        double freed = rate[flow];
        rate[flow] = 0;
        FlowNetwork.Uses uses = network.uses;
        for (int use = uses.start[flow]; use < uses.start[flow + 1]; use++) {
            int resource = uses.resource[use];
            touchedResources.add(resource);
            if (level[resource] < Double.POSITIVE_INFINITY) {
                suspectTooLow(resource);
            } else {
                load[resource] = members.count[resource] == 0 ? 0 : load[resource] - uses.weight[use] * freed;
            }
        }
    }

    /** Gives a flow that is among the members its first rate, and suspects the levels of its resources. */
    void admit(int flow) {
        setRate(flow, limit(flow, -1), -1, 0);
    }

    /**
     * Rights all levels.
     *
     * @param most how many suspects, and members of theirs, may be looked at
     * @return whether that was enough; if not, levels and rates are not right
     */
    boolean settle(long most) {
        work = 0;
        while (!suspects.isEmpty()) {
            if (++work > most) {
                return false;
            }
            int resource = suspects.top();
            if (outOfDate[resource]) {
                outOfDate[resource] = false;
                right[resource] = rightLevel(resource);
            }
            double from = level[resource];
            double to = right[resource];
            double key = Math.min(from, to);
            if (from == to || Math.abs(from - to) <= ROUNDING * key) {
                suspects.pop();
                continue;
            }
            if (key > suspects.topKey()) {
                suspects.set(resource, key);
                if (suspects.top() != resource) {
                    continue;
                }
            }
            suspects.pop();
            setLevel(resource, to, key);
        }
        return true;
    }

    /** Forgets which levels are suspected, as all are known. */
    void allRight() {
        suspects.clear();
    }

    /** Returns what a flow is limited to by its cap and all resources but one, in B/s. */
    private double limit(int flow, int but) {
        FlowNetwork.Uses uses = network.uses;
        double least = network.cap[flow];
        for (int use = uses.start[flow]; use < uses.start[flow + 1]; use++) {
            int resource = uses.resource[use];
            if (resource != but) {
                least = Math.min(least, level[resource]);
            }
        }
        return least;
    }

    /** Returns the level that fills a resource, given the limits of its flows elsewhere. */
    private double rightLevel(int resource) {
        double present = level[resource];
        int rising = 0;
        double weight = 0;
        double most = 0;
        int end = members.end(resource);
        for (int slot = members.first(resource); slot < end; slot++) {
            int flow = members.flow[slot];
            double own = network.uses.weight[members.use[slot]];
            double limit = rate[flow] < present ? rate[flow] : limit(flow, resource);
            limits[rising] = limit;
            weights[rising++] = own;
            weight += own;
            most += own * limit;
        }
        work += rising;
        // What its flows take, if they do not fill it.
        load[resource] = most;
        double left = network.capacity[resource];
        if (most <= left * (1 + ROUNDING)) {
            return Double.POSITIVE_INFINITY;
        }
        // All rise together; those whose limit is below what is left for each stop there and leave more to the others.
        while (true) {
            double share = left / weight;
            int still = 0;
            weight = 0;
            for (int i = 0; i < rising; i++) {
                if (limits[i] <= share) {
                    left -= weights[i] * limits[i];
                } else {
                    limits[still] = limits[i];
                    weights[still++] = weights[i];
                    weight += weights[i];
                }
            }
            if (still == rising || still == 0) {
                return share;
            }
            rising = still;
        }
    }

    private void setLevel(int resource, double to, double key) {
        double from = level[resource];
        level[resource] = to;
        touchedResources.add(resource);
        int first = members.first(resource);
        int end = members.end(resource);
        work += end - first;
        for (int slot = first; slot < end; slot++) {
            int flow = members.flow[slot];
            double before = rate[flow];
            if (to > from ? before == from : before >= to) {
                setRate(flow, to > from ? Math.min(to, limit(flow, resource)) : to, resource, key);
            }
        }
    }

    /** Sets a flow's rate, and suspects the levels of its resources but one: they are not lower than {@code key}. */
    private void setRate(int flow, double to, int but, double key) {
        double from = rate[flow];
        rate[flow] = to;
        touchedFlows.add(flow);
        FlowNetwork.Uses uses = network.uses;
        for (int use = uses.start[flow]; use < uses.start[flow + 1]; use++) {
            int resource = uses.resource[use];
            if (resource == but) {
                continue;
            }
            // Even if the rate stays the same: the limit that one of equal level sees may have changed.
            outOfDate[resource] = true;
            if (level[resource] == Double.POSITIVE_INFINITY) {
                load[resource] += uses.weight[use] * (to - from);
                touchedResources.add(resource);
                if (to > from && load[resource] > NEAR * network.capacity[resource]) {
                    suspect(resource, key);
                }
            } else if (to < from) {
                suspectTooLow(resource);
            } else if (to > from) {
                suspect(resource, key);
            }
        }
    }

    private void suspectTooLow(int resource) {
        outOfDate[resource] = true;
        if (!suspects.contains(resource)) {
            suspects.set(resource, level[resource]);
        }
    }

    private void suspect(int resource, double key) {
        outOfDate[resource] = true;
        if (!suspects.contains(resource) || key < suspects.key(resource)) {
            suspects.set(resource, key);
        }
    }
}
