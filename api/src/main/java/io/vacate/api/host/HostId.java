package io.vacate.api.host;

import java.util.UUID;

/**
 * The identity of a host, the same however it is reached: two URIs with one identity are one host.
 *
 * @param uuid the host's UUID as its hypervisor reports it
 */
public record HostId(UUID uuid) {
    @Override
    public String toString() {
        return uuid.toString();
    }
}
