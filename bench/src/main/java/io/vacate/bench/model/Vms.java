package io.vacate.bench.model;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.UUID;

/** VMs to predict. */
final class Vms {
    private static final Duration DOWNTIME_LIMIT = Duration.ofMillis(300);
    private static final int WORKING_SET_PART = 8;

    private Vms() {}

    /** Returns a VM that rewrites up to 28 MiB/s, depending on its number, within an eighth of its memory. */
    static VmProfile vm(int number, int mebibytes) {
        DataSize memory = DataSize.ofMebibytes(mebibytes);
        DirtyCurve dirty = DirtyCurve.constantRate(
                DataRate.ofMebibytesPerSecond(number % 8 * 4L), DataSize.ofMebibytes(mebibytes / WORKING_SET_PART));
        return new VmProfile(new VmId(new UUID(0, number)), "vm" + number, memory, memory, dirty, DOWNTIME_LIMIT);
    }
}
