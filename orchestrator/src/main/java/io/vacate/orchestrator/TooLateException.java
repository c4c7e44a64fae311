package io.vacate.orchestrator;

/** An evacuation would not be done when it must be. Nothing was changed. */
public final class TooLateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Lateness lateness;

    /**
     * Makes an error.
     *
     * @param what is late, for people
     */
    public TooLateException(String what, Lateness lateness) {
        super(what + "; nothing was changed");
        this.lateness = lateness;
    }

    /** Returns when it could be done, and what is late. */
    public Lateness lateness() {
        return lateness;
    }
}
