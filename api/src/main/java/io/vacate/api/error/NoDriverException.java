package io.vacate.api.error;

/** No driver for a URI's scheme is installed, or the one that is cannot run here. Nothing has changed. */
public final class NoDriverException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    private final String driver;

    /** Names the driver that is missing; {@code message} says which there are, or why it cannot run. */
    public NoDriverException(String driver, String message) {
        super(message, null, null);
        this.driver = driver;
    }

    /** Returns the name of the driver that was asked for, such as {@code "xen"}. */
    public String driver() {
        return driver;
    }
}
