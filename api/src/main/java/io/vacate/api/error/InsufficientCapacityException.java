package io.vacate.api.error;

/** A host, or all hosts offered together, lack room for what was asked. Nothing has changed. */
public final class InsufficientCapacityException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Says in {@code message} what needs how much, and how much there is where. */
    public InsufficientCapacityException(String message) {
        super(message, null, null);
    }
}
