package io.vacate.model.batch;

/**
 * A VM whose migration must have ended before that of another starts.
 *
 * @param before id of the VM that moves first
 * @param after id of the VM that waits
 */
public record BatchPrecedence(String before, String after) {}
