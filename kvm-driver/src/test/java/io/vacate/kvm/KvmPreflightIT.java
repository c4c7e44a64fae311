package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.VM;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.testbed.GuestSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KvmPreflightIT extends TwoKvmHosts {
    private static final String POOL = "preflight";

    /** Each host's own, though at the same path. */
    private static final String DIRECTORY = "/var/lib/libvirt/preflight";

    private boolean hasPools;

    @AfterEach
    void removePools() {
        if (hasPools) {
            testbed().virsh(sourceAddress().name(), "pool-destroy", POOL);
            testbed().virsh(destinationAddress().name(), "pool-destroy", POOL);
        }
    }

    @Test
    void plainGuest_hasNothingInItsWay() {
        VM vm = guest(GuestSpec.named("plain"));

        assertThat(vm.preflight(destination(), MigrationRequest.live()).findings())
                .isEmpty();
    }

    @Test
    void everythingInTheWay_isToldAtOnce() {
        VM vm = guest(GuestSpec.named("blocked"));
        String elsewhere =
                definition(vm).replace(vm.id().toString(), UUID.randomUUID().toString());
        VM homonym = destination().defineNative(elsewhere);
        attachDiskThatOnlyTheSourceHas(vm);
        MigrationRequest request = MigrationRequest.builder()
                .destinationDefinition(definition(vm)
                        .replace(
                                "</devices>",
                                "<interface type='network'><source network='nowhere'/></interface>"
                                        + "<interface type='bridge'><source bridge='nobridge'/></interface></devices>"))
                .build();
        try {
            assertThat(vm.preflight(destination(), request).refusals(EnumSet.allOf(Check.class)))
                    .extracting(Finding::check)
                    .as("libvirt itself refuses a definition with other devices")
                    .containsExactlyInAnyOrder(Check.NAME, Check.DISK, Check.NETWORK, Check.NETWORK, Check.HYPERVISOR);
            assertThatThrownBy(() -> vm.migrateTo(destination(), request))
                    .isInstanceOf(MigrationRefusedException.class)
                    .hasMessageContaining("another VM named 'blocked'")
                    .hasMessageContaining(DIRECTORY + "/blocked.raw")
                    .hasMessageContaining("no network 'nowhere'")
                    .hasMessageContaining("no bridge 'nobridge'");
        } finally {
            homonym.undefine();
        }
        assertWellAtSource(vm);
    }

    private void attachDiskThatOnlyTheSourceHas(VM vm) {
        hasPools = true;
        for (String host :
                new String[] {sourceAddress().name(), destinationAddress().name()}) {
            testbed().virsh(host, "pool-create-as", POOL, "dir", "--target", DIRECTORY, "--build");
        }
        String image = vm.name() + ".raw";
        testbed().virsh(sourceAddress().name(), "vol-create-as", POOL, image, "1M");
        testbed()
                .virsh(
                        sourceAddress().name(),
                        "attach-disk",
                        vm.id().toString(),
                        DIRECTORY + "/" + image,
                        "vda",
                        "--live");
    }

    @Test
    void checkpoints_ofIncrementalBackups_areNotLostInSilence() {
        VM vm = guest(GuestSpec.named("backed up").filling(16).withDisk(4, GuestSpec.Disk.Kind.LAYERED));
        testbed().virsh(sourceAddress().name(), "checkpoint-create-as", vm.id().toString(), "monday");

        for (MigrationMode mode :
                List.of(new MigrationMode.PreCopy(), new MigrationMode.SuspendCopyResume(Buffer.DISK))) {
            MigrationRequest request = MigrationRequest.builder().mode(mode).build();
            assertThat(vm.preflight(destination(), request).refusals(Set.of())).anySatisfy(found -> {
                assertThat(found.check()).isEqualTo(Check.SNAPSHOT);
                assertThat(found.severity()).isEqualTo(Severity.RISK);
                assertThat(found.message()).contains("1 checkpoint");
            });
            assertThatThrownBy(() -> vm.migrateTo(destination(), request))
                    .isInstanceOf(MigrationRefusedException.class);
        }
        assertWellAtSource(vm);
    }

    @Test
    void cpuAndMachine_areComparedWithWhatTheDestinationCanDo() {
        VM vm = guest(GuestSpec.named("demanding"));
        String plain = definition(vm);
        String cpu =
                "<cpu mode='custom' match='exact' check='full'><model fallback='forbid'>Skylake-Server</model></cpu>";

        assertThat(findings(vm, plain.replaceAll("(?s)<cpu.*</cpu>", cpu)))
                .filteredOn(found -> found.check() != Check.HYPERVISOR)
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.BLOCKER);
                    assertThat(found.check()).isEqualTo(Check.CPU);
                    assertThat(found.message()).contains("avx512f");
                });
        assertThat(findings(vm, plain.replaceAll("machine='[^']*'", "machine='pc-i440fx-99.9'")))
                .filteredOn(found -> found.check() != Check.HYPERVISOR)
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.BLOCKER);
                    assertThat(found.check()).isEqualTo(Check.MACHINE);
                    assertThat(found.message()).contains("pc-i440fx-99.9");
                });
    }

    private Iterable<Finding> findings(VM vm, String definition) {
        MigrationRequest request =
                MigrationRequest.builder().destinationDefinition(definition).build();
        return vm.preflight(destination(), request).findings();
    }

    private String definition(VM vm) {
        return testbed()
                .virsh(
                        sourceAddress().name(),
                        "dumpxml",
                        "--migratable",
                        vm.id().toString());
    }
}
