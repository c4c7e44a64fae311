package io.vacate.bench.testbed;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;

/**
 * A way to migrate.
 *
 * @param mode how the memory gets there
 * @param options what else is asked for, as {@code key=value} or {@code key}; empty for defaults
 * @param request the same as Vacate takes it
 */
record Technique(String mode, String options, MigrationRequest request) {
    static final Technique PRE_COPY = new Technique("pre-copy", "", MigrationRequest.live());

    static final Technique POST_COPY = new Technique(
            "post-copy",
            "",
            MigrationRequest.builder()
                    .mode(new MigrationMode.PostCopy(new Trigger.Immediately()))
                    .build());

    static final Technique HYBRID = new Technique(
            "hybrid",
            "iterations=1",
            MigrationRequest.builder()
                    .mode(new MigrationMode.PostCopy(new Trigger.AfterIterations(1)))
                    .build());

    static final Technique STOP_AND_COPY = new Technique(
            "stop-and-copy",
            "",
            MigrationRequest.builder().mode(new MigrationMode.StopAndCopy()).build());

    static final Technique VIA_MEMORY = suspendCopyResume("buffer=memory", Buffer.MEMORY);

    static final Technique VIA_DISK = suspendCopyResume("buffer=disk", Buffer.DISK);

    static final Technique WITH_DISK = new Technique(
            "pre-copy",
            "storage=full",
            MigrationRequest.builder().storageCopy(StorageCopy.FULL).build());

    /** QEMU's own defaults. */
    static final Technique AUTO_CONVERGE = new Technique(
            "pre-copy",
            "auto-converge=20+10",
            MigrationRequest.builder().autoConverge(new AutoConverge(20, 10)).build());

    static final Technique XBZRLE = new Technique(
            "pre-copy",
            "xbzrle",
            MigrationRequest.builder().compression(Compression.XBZRLE).build());

    static final Technique MULTIFD = new Technique(
            "pre-copy",
            "connections=4",
            MigrationRequest.builder().parallelConnections(4).build());

    private static Technique suspendCopyResume(String options, Buffer buffer) {
        return new Technique(
                "suspend-copy-resume",
                options,
                MigrationRequest.builder()
                        .mode(new MigrationMode.SuspendCopyResume(buffer))
                        .build());
    }

    /** Returns a word for the ids of cases. */
    String label() {
        return options.isEmpty() ? mode : mode + "-" + options.replaceAll("[^a-z0-9]+", "-");
    }
}
