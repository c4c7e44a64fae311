package io.vacate.libvirt.storage;

import io.vacate.api.unit.DataSize;
import java.time.Instant;

/**
 * A file in a directory of a host.
 *
 * @param name its name in the directory
 * @param size its length
 * @param modified when it was last written, by that host's clock
 */
public record StoredFile(String name, DataSize size, Instant modified) {}
