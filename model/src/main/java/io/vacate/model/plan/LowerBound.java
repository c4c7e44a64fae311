package io.vacate.model.plan;

import java.time.Duration;

/**
 * A time below which no plan can come, under the same model.
 *
 * @param time median time
 * @param reason what sets it, for people: the VM that takes longest alone, or the link with most to carry
 */
public record LowerBound(Duration time, String reason) {}
