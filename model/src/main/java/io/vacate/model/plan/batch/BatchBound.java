package io.vacate.model.plan.batch;

import java.time.Duration;

/**
 * A time below which no plan can come, under the same physics and with the rates and destinations that were considered.
 *
 * @param time from the start of the batch
 * @param reason what sets it, for people: a link, a switch, a host or a VM
 */
public record BatchBound(Duration time, String reason) {}
