package io.vacate.bench.xen;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.bench.csv.CsvRow;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.calibrate.ObservedRun;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * One measured migration: of Xen only its time is known.
 *
 * @param memoryMib size of the guest
 * @param dirtyMib how much it was asked to rewrite in a second
 * @param workingSetMib what it rewrote again and again
 * @param run which repetition, from 1
 * @param from the source
 * @param to the destination
 * @param seconds time that it took
 */
record XenMigration(int memoryMib, int dirtyMib, int workingSetMib, int run, String from, String to, double seconds) {
    /** Xen has no limit of the downtime; none is asked for it. */
    private static final Duration NO_LIMIT = Duration.ofMillis(300);

    static XenMigration of(CsvRow row) {
        return new XenMigration(
                row.count("memory_mib"),
                row.count("dirty_mib_s"),
                row.count("working_set_mib"),
                row.count("run"),
                row.text("from"),
                row.text("to"),
                row.number("total_s"));
    }

    /** Returns the kind of guest. */
    GuestKind kind() {
        return new GuestKind(memoryMib, dirtyMib, workingSetMib);
    }

    /** Tells whether predictions of other sizes may learn from this one. */
    boolean isTaught() {
        return GuestKind.TAUGHT.contains(memoryMib);
    }

    /** Returns what an operator knows of the guest. libxl sends all of its memory, whatever is in it. */
    VmProfile vm() {
        DataSize memory = DataSize.ofMebibytes(memoryMib);
        DirtyCurve dirty = dirtyMib == 0
                ? DirtyCurve.idle()
                : DirtyCurve.constantRate(DataRate.ofMebibytesPerSecond(dirtyMib), DataSize.ofMebibytes(workingSetMib));
        return new VmProfile(new VmId(new UUID(memoryMib, dirtyMib)), kind().label(), memory, memory, dirty, NO_LIMIT);
    }

    Duration total() {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** Returns the migration as one that nothing else disturbed. */
    ObservedRun asRun() {
        return new ObservedRun(
                List.of(new ObservedRun.Member(vm(), from, to, Tuning.PRE_COPY, Duration.ZERO, total())));
    }

    Observation asObservation() {
        return Observation.timed(vm(), from, to, total());
    }
}
