package io.vacate.model.plan;

/** No order was found that keeps the constraints; the message names the VM and what it lacks. Nothing was changed. */
public final class InfeasibleProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes the exception with a message for people. */
    public InfeasibleProblemException(String message) {
        super(message);
    }
}
