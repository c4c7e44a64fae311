package io.vacate.sim;

import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataSize;

/**
 * What a migration has to move, each byte once.
 *
 * @param memoryBytes memory that is not zero, and a marker of 8 bytes for each page that is
 * @param storageBytes local disks, as far as the request copies them
 */
record MigrationSize(double memoryBytes, double storageBytes) {
    private static final double PAGE_BYTES = 4096;
    private static final double ZERO_PAGE_BYTES = 8;

    MigrationSize(SimVm vm, StorageCopy copy) {
        this(memory(vm), storage(vm, copy));
    }

    double totalBytes() {
        return memoryBytes + storageBytes;
    }

    private static double memory(SimVm vm) {
        double used = vm.used().bytes();
        double zeroPages = Math.floor((vm.config().memory().bytes() - used) / PAGE_BYTES);
        return used + zeroPages * ZERO_PAGE_BYTES;
    }

    private static double storage(SimVm vm, StorageCopy copy) {
        return vm.disks().stream()
                .filter(SimDisk::isLocal)
                .map(disk -> switch (copy) {
                    case NONE -> DataSize.ZERO;
                    case FULL -> disk.size();
                    case INCREMENTAL -> disk.changed();
                })
                .mapToLong(DataSize::bytes)
                .sum();
    }
}
