package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.Testbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What hosts with libvirt 11.3 do otherwise than those with 9.0. */
@OnLibvirt11
class KvmLibvirt11IT extends TwoKvmHosts {
    @BeforeAll
    static void useItsClient(Testbed testbed) {
        OnLibvirt11.Client.use(testbed);
    }

    @Test
    void hostsAndClientAreOfLibvirt11() throws IOException {
        assertThat(source().info().hypervisor().manager()).startsWith("libvirt 11.");
        assertThat(destination().info().hypervisor().manager()).startsWith("libvirt 11.");
        try (Stream<String> loaded = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(loaded.filter(line -> line.contains("/libvirt.so.0")))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith("/libvirt.so.0.11003.0"));
        }
    }

    @Test
    void zlibAndZstd_sendFewerBytes_andEachPageArrives() throws Exception {
        VM vm = guest(GuestSpec.named("compressed"));

        DataSize plain = sentTo(destination(), vm, MigrationRequest.builder().parallelConnections(2));
        assertWellAtDestination(vm);
        DataSize zlib = sentTo(
                source(),
                destination().vm(vm.name()),
                compressing(Compression.ZLIB).compressionLevel(6));
        assertWellAtSource(vm);
        DataSize zstd = sentTo(destination(), vm, compressing(Compression.ZSTD));
        assertWellAtDestination(vm);

        assertThat(zlib.bytes()).isLessThan(plain.bytes() * 9 / 10);
        assertThat(zstd.bytes()).isLessThan(plain.bytes() * 9 / 10);
    }

    private static MigrationRequest.Builder compressing(Compression method) {
        return MigrationRequest.builder().compression(method).parallelConnections(2);
    }

    private static DataSize sentTo(Host host, VM vm, MigrationRequest.Builder request) throws Exception {
        MigrationOutcome outcome = await(vm.migrateTo(host, request.build()));
        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        return outcome.statistics().transferred().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"ZLIB, 9", "ZSTD, 3"})
    void level_reachesQemu(Compression method, int level) throws Exception {
        VM vm = guest(GuestSpec.named("level of " + method));
        MigrationJob job = vm.migrateTo(
                destination(),
                compressing(method)
                        .compressionLevel(level)
                        .bandwidth(DataRate.ofMebibytesPerSecond(1))
                        .build());
        awaitProgress(job, transferredAtLeast(1));

        String name = method.name().toLowerCase(Locale.ROOT);
        String parameters = testbed()
                .virsh(
                        sourceAddress().name(),
                        "qemu-monitor-command",
                        vm.name(),
                        "{\"execute\": \"query-migrate-parameters\"}");
        assertThat(parameters)
                .contains("\"multifd-compression\":\"%s\"".formatted(name))
                .contains("\"multifd-%s-level\":%d".formatted(name, level));

        job.requestBandwidth(DataRate.ofMebibytesPerSecond(400));
        assertThat(await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }

    /** By the bandwidth that it may take, QEMU would never get there within the downtime. */
    @Test
    void switchOverBandwidth_endsAPreCopyThatWouldNotEnd() throws Exception {
        MigrationRequest.Builder endless = MigrationRequest.builder()
                .bandwidth(DataRate.ofMebibytesPerSecond(12))
                .downtime(Duration.ofMillis(200));
        VM vm = guest(GuestSpec.named("hurried").dirtying(40, 64));
        MigrationJob without = vm.migrateTo(destination(), endless.build());
        awaitProgress(without, progress -> progress.iteration() >= 4);
        assertThat(without.requestCancel()).isTrue();
        assertThat(await(without)).isInstanceOf(MigrationOutcome.Cancelled.class);

        MigrationRequest told =
                endless.switchOverBandwidth(DataRate.ofMebibytesPerSecond(900)).build();
        MigrationOutcome outcome = await(vm.migrateTo(destination(), told));

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(outcome.statistics().iterations().orElseThrow()).isLessThan(4);
        assertWellAtDestination(vm);
    }

    /** libvirt 11.2 and 11.3 crash at the destination when they are asked to. */
    @Test
    void brokenPostCopy_isNotTakenUpAgain_andTheDestinationAnswersOn() throws Exception {
        VM vm = guest(GuestSpec.named("in halves").dirtying(8, 32));
        MigrationRequest request = MigrationRequest.builder()
                .mode(new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()))
                .bandwidth(SLOW) // or all is there before the switch
                .postCopyBandwidth(DataRate.ofMebibytesPerSecond(8))
                .build();
        assertThat(vm.preflight(destination(), request).findings())
                .anySatisfy(finding -> assertThat(finding.message()).contains("not taken up again", "11.3.0"));
        MigrationJob job = vm.migrateTo(destination(), request);
        awaitProgress(job, progress -> progress.state() == MigrationState.POST_COPY);

        testbed().virsh(sourceAddress().name(), "domjobabort", "--postcopy", vm.name());

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Failed.class);
        assertThatThrownBy(() -> vm.recoverPostCopy(destination(), request))
                .isInstanceOf(UnsupportedCapabilityException.class);
        assertThat(destination().vms()).extracting(VM::id).contains(vm.id());
    }
}
