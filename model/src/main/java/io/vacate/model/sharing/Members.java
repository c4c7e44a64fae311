package io.vacate.model.sharing;

/** By resource: the flows that use it at present. Joining and leaving take constant time for each use. For one thread. */
final class Members {
    private final FlowNetwork.Uses uses;
    /** By use: its slot. */
    private final int[] slot;
    /** By slot: flow, and use. The slots of a resource lie side by side, those in use first. */
    final int[] flow;

    final int[] use;
    /** By resource: how many flows use it. */
    final int[] count;

    Members(FlowNetwork.Uses uses, int resources) {
        this.uses = uses;
        slot = new int[uses.resource.length];
        flow = new int[uses.resource.length];
        use = new int[uses.resource.length];
        count = new int[resources];
    }

    /** Returns the first slot of a resource. */
    int first(int resource) {
        return uses.room[resource];
    }

    /** Returns the slot after the last one of a resource that is in use. */
    int end(int resource) {
        return uses.room[resource] + count[resource];
    }

    void join(int joining) {
        for (int i = uses.start[joining]; i < uses.start[joining + 1]; i++) {
            int place = end(uses.resource[i]);
            count[uses.resource[i]]++;
            put(i, joining, place);
        }
    }

    void leave(int leaving) {
        for (int i = uses.start[leaving]; i < uses.start[leaving + 1]; i++) {
            count[uses.resource[i]]--;
            int last = end(uses.resource[i]);
            put(use[last], flow[last], slot[i]);
        }
    }

    private void put(int aUse, int aFlow, int place) {
        slot[aUse] = place;
        use[place] = aUse;
        flow[place] = aFlow;
    }
}
