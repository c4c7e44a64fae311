package io.vacate.model.plan.batch;

/**
 * One VM's move must have ended before another's starts.
 *
 * @param before name of the VM that moves first
 * @param after name of the VM that waits
 */
public record BatchPrecedence(String before, String after) {}
