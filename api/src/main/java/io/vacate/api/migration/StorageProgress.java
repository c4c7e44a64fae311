package io.vacate.api.migration;

import io.vacate.api.unit.DataSize;

/**
 * How far the copy of local disks has come, all disks together.
 *
 * @param total what is to be copied
 * @param transferred what has been copied; later samples of one job never show less
 * @param remaining what is left; it may grow, because the VM goes on writing
 */
public record StorageProgress(DataSize total, DataSize transferred, DataSize remaining) {}
