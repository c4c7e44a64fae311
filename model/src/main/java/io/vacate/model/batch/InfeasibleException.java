package io.vacate.model.batch;

/**
 * A batch has no plan that keeps its rules, or none was found. The message says which, and names the VM, the resource and how much
 * is missing. Planning changes nothing.
 */
public final class InfeasibleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes the exception with a message for people. */
    public InfeasibleException(String message) {
        super(message);
    }
}
