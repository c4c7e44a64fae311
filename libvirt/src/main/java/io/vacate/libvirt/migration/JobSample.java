package io.vacate.libvirt.migration;

import io.vacate.api.migration.StorageProgress;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.jna.TypedParameters;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The statistics of a job, under way or finished, by the names of {@code VIR_DOMAIN_JOB_…}.
 *
 * @param type its kind, a {@code virDomainJobType}
 * @param values what libvirt reports
 */
record JobSample(int type, TypedParameters values) {
    private static final int NO_JOB = 0;
    private static final int COMPLETED = 3;

    /** {@code VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT}. */
    private static final long MIGRATION_OUT = 5;

    /** 1 EiB: whoever reports more has miscounted, and sums of what is below do not overflow. */
    private static final long MOST_BYTES = 1L << 60;

    /** A finished job. */
    static JobSample ofCompleted(TypedParameters values) {
        return new JobSample(COMPLETED, values);
    }

    /** Nothing is under way. */
    static JobSample none() {
        return new JobSample(NO_JOB, TypedParameters.read(null, 0));
    }

    /** A hypervisor that does not tell what a job does may be migrating. */
    boolean isOutgoingMigration() {
        return type != NO_JOB && values.number("operation").orElse(MIGRATION_OUT) == MIGRATION_OUT;
    }

    /** Returns what QEMU said of a migration that failed. */
    Optional<String> error() {
        return values.text("errmsg").filter(text -> !text.isBlank());
    }

    Optional<DataSize> total() {
        return size("memory_total").filter(size -> !size.isZero());
    }

    Optional<DataSize> processed() {
        return size("memory_processed");
    }

    Optional<DataSize> remaining() {
        return size("memory_remaining");
    }

    /** Returns how far the copy of disks has come; empty if none is copied. */
    Optional<StorageProgress> storage() {
        return size("disk_total")
                .filter(total -> !total.isZero())
                .map(total -> new StorageProgress(
                        total,
                        size("disk_processed").orElse(DataSize.ZERO),
                        size("disk_remaining").orElse(DataSize.ZERO)));
    }

    /** Bytes a second; QEMU reports 0 while it does not know. */
    Optional<DataRate> rate() {
        return positive("memory_bps").map(bytes -> DataRate.ofBytesPerSecond(Math.min(bytes, MOST_BYTES)));
    }

    /** QEMU counts anew once a second at most, and reports 0 until it has: 0 means unknown. */
    Optional<DataRate> dirtyRate() {
        long pages = values.number("memory_dirty_rate").orElse(0);
        long pageSize = values.number("memory_page_size").orElse(0);
        boolean isKnown = pages > 0 && pageSize > 0 && pages <= MOST_BYTES / pageSize;
        return isKnown ? Optional.of(DataRate.ofBytesPerSecond(pages * pageSize)) : Optional.empty();
    }

    OptionalInt iteration() {
        return values.number("memory_iteration").stream()
                .filter(number -> number >= 0 && number <= Integer.MAX_VALUE)
                .mapToInt(number -> (int) number)
                .findFirst();
    }

    Optional<Duration> elapsed() {
        return millis("time_elapsed");
    }

    Optional<Duration> setup() {
        return millis("setup_time");
    }

    Optional<Duration> downtime() {
        return millis("downtime");
    }

    private Optional<Duration> millis(String name) {
        return values.number(name).stream()
                .filter(value -> value >= 0)
                .mapToObj(Duration::ofMillis)
                .findFirst();
    }

    private Optional<DataSize> size(String name) {
        return values.number(name).stream()
                .filter(value -> value >= 0 && value <= MOST_BYTES)
                .mapToObj(DataSize::ofBytes)
                .findFirst();
    }

    private Optional<Long> positive(String name) {
        return values.number(name).stream().filter(value -> value > 0).boxed().findFirst();
    }
}
