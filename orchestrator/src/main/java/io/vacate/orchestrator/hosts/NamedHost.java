package io.vacate.orchestrator.hosts;

import io.vacate.api.host.HostUri;
import java.util.List;

/**
 * A host of an inventory.
 *
 * @param name what it is called there
 * @param uri its address, with its place in the migration network where the inventory has one
 * @param roles what it is for, in words of the inventory's author
 */
public record NamedHost(String name, HostUri uri, List<String> roles) {
    /** Copies the list. */
    public NamedHost {
        roles = List.copyOf(roles);
    }
}
