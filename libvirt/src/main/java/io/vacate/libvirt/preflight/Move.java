package io.vacate.libvirt.preflight;

import io.vacate.api.migration.MigrationRequest;
import java.util.Optional;

/**
 * A migration that is thought of.
 *
 * @param guest the VM as it is
 * @param guestThere the VM as it would be at its destination
 * @param source where it is
 * @param destination where it would go
 * @param request how
 * @param peer the name under which the source would reach the destination; empty if it need not
 */
public record Move(
        GuestFacts guest,
        GuestFacts guestThere,
        HostFacts source,
        HostFacts destination,
        MigrationRequest request,
        Optional<String> peer) {}
