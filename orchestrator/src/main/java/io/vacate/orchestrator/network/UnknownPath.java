package io.vacate.orchestrator.network;

/**
 * A path whose rate is not known.
 *
 * @param from name of the host that data leaves
 * @param to name of the host that data reaches
 * @param assumption what is assumed instead, as a sentence for people
 */
public record UnknownPath(String from, String to, String assumption) {}
