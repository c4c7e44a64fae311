package io.vacate.model.sharing;

/**
 * Max-min fair rates of flows over shared resources, kept up to date as flows join and leave.
 *
 * <p>All rates rise alike; a flow stops at its cap, or when one of its resources is full. A flow whose acknowledgements
 * cross a full resource then loses a part of its rate, which nobody else gets. A change costs only as much as it changes.
 *
 * <p>For one thread.
 */
public final class FairShares {
    /** A resource is full when flows use this part of it; rounding must not decide. */
    private static final double FULL = 0.99 - 1e-9;

    /** Above so many changes at once, and this part of what is present, filling anew is quicker. */
    private static final int FEW = 8;

    private static final int PART = 16;

    /** How many times as much as is present may be looked at before filling anew is quicker. */
    private static final int PATIENCE = 8;

    private final FlowNetwork network;
    private final Allocation allocation;
    private final ProgressiveFilling filling;
    private final MarkedList present;
    /** Flows that joined and have no rate yet. */
    private final MarkedList joined;

    private final Members acknowledging;
    /** By resource. */
    private final boolean[] full;
    /** By flow: its effective rate as of the last refill, 0 while absent. */
    private final double[] effective;

    private final int patience;
    private final int[] refilled;
    private int refilledCount;
    private int changes;
    private long presentUses;

    /** Makes shares of a network in which no flow is present. */
    public FairShares(FlowNetwork network) {
        this(network, PATIENCE);
    }

    /** As above, but fills anew when more than {@code patience} times what is present was looked at. */
    FairShares(FlowNetwork network, int patience) {
        this.network = network;
        this.patience = patience;
        allocation = new Allocation(network);
        filling = new ProgressiveFilling(allocation);
        present = new MarkedList(network.flows());
        joined = new MarkedList(network.flows());
        acknowledging = new Members(network.reverse, network.resources());
        full = new boolean[network.resources()];
        effective = new double[network.flows()];
        refilled = new int[network.flows()];
    }

    /**
     * Adds a flow. It has rate 0 until the next refill.
     *
     * @throws IllegalArgumentException if it is present; nothing changes
     */
    public void join(int flow) {
        if (present.contains(flow)) {
            throw new IllegalArgumentException("flow %d must not be present to join".formatted(flow));
        }
        present.add(flow);
        joined.add(flow);
        allocation.members.join(flow);
        acknowledging.join(flow);
        presentUses += uses(flow);
        changes++;
    }

    /**
     * Takes a flow away. It has rate 0 from now on.
     *
     * @throws IllegalArgumentException if it is not present; nothing changes
     */
    public void leave(int flow) {
        if (!present.contains(flow)) {
            throw new IllegalArgumentException("flow %d must be present to leave".formatted(flow));
        }
        present.remove(flow);
        if (joined.contains(flow)) {
            joined.remove(flow);
        }
        allocation.remove(flow);
        acknowledging.leave(flow);
        effective[flow] = 0;
        presentUses -= uses(flow);
        changes++;
    }

    private int uses(int flow) {
        return network.uses.start[flow + 1] - network.uses.start[flow];
    }

    /** Tells whether flows joined or left since the last refill. */
    public boolean changed() {
        return changes > 0;
    }

    /**
     * Brings all rates up to date.
     *
     * @return how many flows of {@link #refilled} have another rate than after the last refill, or have joined since
     */
    public int refill() {
        if (changes > FEW + present.size() / PART || !settle()) {
            filling.fill(present);
        }
        joined.clear();
        changes = 0;
        updateFull();
        refilledCount = 0;
        MarkedList touched = allocation.touchedFlows;
        for (int i = 0; i < touched.size(); i++) {
            int flow = touched.get(i);
            // One that left may have been touched before it did.
            double now = present.contains(flow) ? effectiveRate(flow) : 0;
            if (now != effective[flow]) {
                effective[flow] = now;
                refilled[refilledCount++] = flow;
            }
        }
        touched.clear();
        return refilledCount;
    }

    private boolean settle() {
        for (int i = 0; i < joined.size(); i++) {
            allocation.admit(joined.get(i));
        }
        return allocation.settle(patience * (presentUses + FEW));
    }

    /** Notes which resources became full or ceased to be, and whose acknowledgements that concerns. */
    private void updateFull() {
        MarkedList touched = allocation.touchedResources;
        for (int i = 0; i < touched.size(); i++) {
            int resource = touched.get(i);
            boolean now = allocation.level[resource] < Double.POSITIVE_INFINITY
                    || allocation.load[resource] >= FULL * network.capacity[resource];
            if (now != full[resource]) {
                full[resource] = now;
                int end = acknowledging.end(resource);
                for (int slot = acknowledging.first(resource); slot < end; slot++) {
                    allocation.touchedFlows.add(acknowledging.flow[slot]);
                }
            }
        }
        touched.clear();
    }

    private double effectiveRate(int flow) {
        FlowNetwork.Uses reverse = network.reverse;
        for (int use = reverse.start[flow]; use < reverse.start[flow + 1]; use++) {
            if (full[reverse.resource[use]]) {
                return allocation.rate[flow] * (1 - network.reversePenalty);
            }
        }
        return allocation.rate[flow];
    }

    /** Returns the {@code i}th flow whose rate the last refill changed. */
    public int refilled(int i) {
        return refilled[i];
    }

    /** Returns a flow's effective rate as of the last refill in B/s, 0 if it is not present. */
    public double rate(int flow) {
        return effective[flow];
    }

    /** Tells whether flows used at least 99 % of a resource as of the last refill. */
    public boolean full(int resource) {
        return full[resource];
    }
}
