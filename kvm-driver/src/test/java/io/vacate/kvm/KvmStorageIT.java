package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.VM;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.migration.StorageProgress;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Preflight;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.GuestSpec.Disk.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guests write their disks all the while, and verify what they read. */
class KvmStorageIT extends TwoKvmHosts {
    private static final DataSize DISK = DataSize.ofMebibytes(24);

    @Test
    void fullCopy_ofALocalDisk_showsProgressAndArrivesWhole() throws Exception {
        VM vm = guest(GuestSpec.named("full copy").filling(16).withDisk(24, Kind.LOCAL));
        List<StorageProgress> samples = new ArrayList<>();
        String before = pools();

        MigrationJob job = vm.migrateTo(
                destination(),
                MigrationRequest.builder()
                        .storageCopy(StorageCopy.FULL)
                        .bandwidth(DataRate.ofMebibytesPerSecond(4))
                        .build());
        awaitProgress(job, progress -> {
            progress.storage().ifPresent(samples::add);
            return !samples.isEmpty() && sent(progress).compareTo(DISK.plus(DataSize.ofMebibytes(1))) > 0;
        });
        assertThat(job.requestBandwidth(DataRate.ofMebibytesPerSecond(400))).isTrue();

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(samples).isSortedAccordingTo((a, b) -> a.transferred().compareTo(b.transferred()));
        assertThat(samples.get(samples.size() - 1).total()).isGreaterThanOrEqualTo(DISK);
        assertThat(samples.stream().anyMatch(sample -> !sample.remaining().isZero()))
                .as("not all at once")
                .isTrue();
        assertThat(pools()).as("the one that was made for it is gone again").isEqualTo(before);
        assertWellAtDestination(vm);
    }

    private String pools() {
        return testbed().virsh(destinationAddress().name(), "pool-list", "--all", "--name");
    }

    @Test
    void incrementalCopy_ofALayer_arrivesWhole() throws Exception {
        VM vm = guest(withDisk("incremental", Kind.LAYERED));

        assertThat(migrate(vm, copying(StorageCopy.INCREMENTAL))).isInstanceOf(MigrationOutcome.Completed.class);

        assertWellAtDestination(vm);
    }

    @Test
    void failures_leaveTheVmAtItsSource_andNoHalfCopiedImage() throws Exception {
        VM vm = guest(withDisk("cancelled copy", Kind.LOCAL));
        assertThatThrownBy(() -> migrate(vm, copying(StorageCopy.INCREMENTAL)))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContaining("base image");

        MigrationJob job = vm.migrateTo(
                destination(),
                MigrationRequest.builder()
                        .storageCopy(StorageCopy.FULL)
                        .bandwidth(DataRate.ofMebibytesPerSecond(1))
                        .build());
        awaitProgress(job, progress -> progress.storage().isPresent());
        assertThat(job.requestCancel()).isTrue();
        assertThat(await(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertWellAtSource(vm);

        // Had the image been left, this would be refused.
        assertThat(migrate(vm, copying(StorageCopy.FULL))).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
        VM moved = destination().vm(vm.name());
        assertThatThrownBy(() -> moved.migrateTo(source(), copying(StorageCopy.FULL)))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContainingAll("would overwrite", source().uri().toString());
        assertWellAtDestination(vm);
    }

    @Test
    void sharedDisk_movesWithoutACopy() throws Exception {
        VM vm = guest(withDisk("shared", Kind.SHARED));

        // That both hosts see the same folder is not known to libvirt, which calls it unsafe.
        assertThat(refusals(vm, MigrationRequest.live())).containsExactly(Check.STORAGE);
        assertThatThrownBy(() -> migrate(vm, MigrationRequest.live())).isInstanceOf(MigrationRefusedException.class);
        MigrationRequest otherForce =
                MigrationRequest.builder().force(Check.CPU, Check.VERSION).build();
        assertThat(refusals(vm, otherForce)).containsExactly(Check.STORAGE);
        assertThat(migrate(vm, MigrationRequest.builder().force(Check.STORAGE).build()))
                .isInstanceOf(MigrationOutcome.Completed.class);

        assertWellAtDestination(vm);
    }

    @Test
    void sharedDisk_isNeverCopiedOntoItself() throws Exception {
        VM vm = guest(withDisk("shared copy", Kind.SHARED));
        MigrationRequest copying = copying(StorageCopy.FULL);

        Preflight found = vm.preflight(destination(), copying);

        assertThat(found.findings())
                .anyMatch(finding ->
                        finding.message().contains("is not copied: the destination sees the very same file"));
        assertThat(refusals(vm, copying)).containsExactly(Check.STORAGE);
        assertThat(migrate(vm, copying.toBuilder().force(Check.STORAGE).build()))
                .isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }

    private List<Check> refusals(VM vm, MigrationRequest request) {
        return vm.preflight(destination(), request).refusals(request.forced()).stream()
                .map(Finding::check)
                .toList();
    }

    private static GuestSpec withDisk(String name, Kind kind) {
        return GuestSpec.named(name).filling(16).withDisk(4, kind);
    }

    private static MigrationRequest copying(StorageCopy what) {
        return MigrationRequest.builder().storageCopy(what).build();
    }
}
