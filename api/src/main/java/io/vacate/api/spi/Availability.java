package io.vacate.api.spi;

/** Whether a driver can run on this machine. */
public sealed interface Availability {
    /** It can. */
    record Available() implements Availability {}

    /**
     * It cannot.
     *
     * @param reason what is missing and how to get it, as one sentence
     */
    record Unavailable(String reason) implements Availability {}
}
