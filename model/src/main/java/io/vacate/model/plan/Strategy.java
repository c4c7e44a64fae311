package io.vacate.model.plan;

/** How a plan orders its moves. */
public enum Strategy {
    /** Whichever of the others is predicted best. */
    BEST,
    /** One move at a time: best for busy VMs, whose data grows when they share a link. */
    SEQUENTIAL,
    /** One move at a time on each link that a single move fills; moves without such a link in common run at once. */
    SEQUENTIAL_PER_LINK,
    /** All at once, as far as destinations have room: best for idle VMs, whose fixed costs overlap. */
    PARALLEL,
    /** So many at a time; where one ends, the next starts. */
    K_PARALLEL,
    /** As many at once on each link as suits the VMs that are on it, in an order that was searched for. */
    MIXED
}
