package io.vacate.orchestrator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * That an evacuation is not expected to be done when it must be.
 *
 * @param by when the hosts must be empty
 * @param earliest when they are expected to be, if it starts at once: as likely later as sooner
 * @param vms names of the VMs that are expected to arrive after {@code by}, in the order of their arrival
 */
public record Lateness(Instant by, Instant earliest, List<String> vms) {
    /** Copies the list. */
    public Lateness {
        vms = List.copyOf(vms);
    }

    /** Returns by how much too late it would be. */
    public Duration late() {
        return Duration.between(by, earliest);
    }
}
