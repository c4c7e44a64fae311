package io.vacate.model.batch;

/** How a plan orders its migrations. */
public enum Strategy {
    /** Whichever of the others is predicted to be fastest; asked for, never the strategy of a plan. */
    BEST,
    /** One at a time: best for busy VMs, which send more when they share a link. */
    SEQUENTIAL,
    /** One at a time on each link that a single migration fills; migrations with no such link in common run at once. */
    SEQUENTIAL_PER_LINK,
    /** All at once, as far as destinations have room: best for idle VMs, whose fixed costs overlap. */
    PARALLEL,
    /** A fixed number at a time: when one ends, the next starts. */
    K_PARALLEL,
    /** As many at once on each link as suits the VMs that use it, in an order that was found by search. */
    MIXED
}
