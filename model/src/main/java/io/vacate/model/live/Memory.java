package io.vacate.model.live;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.StorageProgress;
import io.vacate.api.unit.DataSize;

/**
 * A sample's bytes: memory, and apart from it the disks that are copied along, which a sample counts in its sums.
 *
 * @param total memory, be it zero or not; 0 while disks are copied before it
 * @param sent memory sent
 * @param left memory left
 * @param disksLeft disks left
 * @param allSent memory and disks sent
 */
record Memory(double total, double sent, double left, double disksLeft, double allSent) {
    static Memory of(MigrationProgress sample) {
        DataSize total = sample.total().orElse(DataSize.ZERO);
        DataSize sent = sample.transferred().orElse(DataSize.ZERO);
        DataSize left = sample.remaining().orElse(DataSize.ZERO);
        if (sample.storage().isEmpty()) {
            return new Memory(total.bytes(), sent.bytes(), left.bytes(), 0, sent.bytes());
        }
        StorageProgress disks = sample.storage().get();
        return new Memory(
                total.minusOrZero(disks.total()).bytes(),
                sent.minusOrZero(disks.transferred()).bytes(),
                left.minusOrZero(disks.remaining()).bytes(),
                disks.remaining().bytes(),
                sent.bytes());
    }
}
