package io.vacate.orchestrator.execute;

/** A plan switches a host on or off, and nobody said how. Nothing was changed. */
public final class NoHostPowerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param what what is to be done: {@code boot} or {@code shut down}
     * @param host the host's name
     */
    public NoHostPowerException(String what, String host) {
        super(
                "the plan has to %s host '%s', and it is not known how: give %s (in the API a HostPower); nothing was changed"
                        .formatted(what, host, what.equals("boot") ? "--boot-command" : "--shutdown-command"));
    }
}
