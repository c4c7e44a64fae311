package io.vacate.kit;

import io.vacate.api.host.HostUri;

/**
 * An address of the driver's scheme that the driver cannot read.
 *
 * @param uri the address
 * @param part what is wrong in it, as it must show in the error's message
 */
public record UnreadableUri(HostUri uri, String part) {}
