package io.vacate.model.estimate;

import java.time.Duration;

/**
 * What it would cost to end a migration that does not converge by itself, in one way.
 *
 * @param totalTime from the request to the end as the caller sees it
 * @param downtime pause of the VM
 */
public record WayOut(Duration totalTime, Duration downtime) {}
