package io.vacate.model.plan.search;

/**
 * A time that no schedule can end before.
 *
 * @param ticks the time
 * @param reason what sets it, for people
 */
record Bound(int ticks, String reason) {
    Bound max(Bound other) {
        return other.ticks > ticks ? other : this;
    }
}
