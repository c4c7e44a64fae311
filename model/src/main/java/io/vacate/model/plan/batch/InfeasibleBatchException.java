package io.vacate.model.plan.batch;

/** No plan keeps what a problem asks for. The message names the VM, the resource and how much is missing. */
public final class InfeasibleBatchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes the exception with a message for people. */
    public InfeasibleBatchException(String message) {
        super(message);
    }
}
