package io.vacate.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.testbed.GuestSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Migrations between two folders, with real QEMU processes, faults included. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QmpMigrationIT {
    private RealQemu qemu;
    private DriverSession alpha;
    private DriverSession beta;

    @BeforeAll
    void open() {
        qemu = new RealQemu();
        alpha = qemu.open("alpha");
        beta = qemu.open("beta");
    }

    @AfterAll
    void close() {
        alpha.close();
        beta.close();
        qemu.close();
    }

    @Test
    void busyGuest_movesAndItsMemoryIsWhole() {
        VmId vm = qemu.guest(alpha, GuestSpec.named("busy").dirtying(8, 32));
        List<VmEvent.Kind> atSource = new CopyOnWriteArrayList<>();
        alpha.subscribe(event -> atSource.add(event.kind()));

        MigrationOutcome outcome = end(alpha.migrate(vm, beta, MigrationRequest.live()));

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(outcome.statistics().downtime()).isPresent();
        assertThat(beta.status(vm).state()).isEqualTo(VmState.RUNNING);
        assertThat(alpha.vms()).noneMatch(summary -> summary.id().equals(vm));
        assertThat(qemu.problems(vm)).isEmpty();
        assertThat(atSource).containsSubsequence(VmEvent.Kind.PAUSED, VmEvent.Kind.STOPPED, VmEvent.Kind.UNDEFINED);
        beta.destroy(vm);
    }

    @Test
    void killedDestinationQemu_vmRunsOnAtTheSourceAndCanBeMovedAgain() {
        VmId vm = qemu.guest(alpha, GuestSpec.named("robust"));
        MigrationJob job = alpha.migrate(vm, beta, slow());
        awaitCopying(job);

        new VmFolder(qemu.folder("beta", vm)).process().orElseThrow().destroyForcibly();

        MigrationOutcome outcome = end(job);
        assertThat(outcome).isInstanceOfSatisfying(MigrationOutcome.Failed.class, failed -> {
            assertThat(failed.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, on -> {
                assertThat(on.host()).isEqualTo(alpha.uri());
                assertThat(on.status().state()).isEqualTo(VmState.RUNNING);
            });
            assertThat(failed.cause()).hasMessageContaining(beta.uri().toString());
        });
        assertThat(qemu.folder("beta", vm)).doesNotExist();
        assertThat(end(alpha.migrate(vm, beta, MigrationRequest.live())))
                .isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(qemu.problems(vm)).isEmpty();
        beta.destroy(vm);
    }

    @Test
    void killedSourceQemu_vmIsLostAndNothingIsLeftAtTheDestination() {
        VmId vm = qemu.guest(alpha, GuestSpec.named("doomed"));
        MigrationJob job = alpha.migrate(vm, beta, slow());
        awaitCopying(job);

        new VmFolder(qemu.folder("alpha", vm)).process().orElseThrow().destroyForcibly();

        assertThat(end(job))
                .isInstanceOfSatisfying(
                        MigrationOutcome.Failed.class,
                        failed -> assertThat(failed.location()).isInstanceOf(VmLocation.Lost.class));
        assertThat(qemu.folder("beta", vm)).doesNotExist();
        assertThat(alpha.status(vm).state()).isEqualTo(VmState.SHUT_OFF);
    }

    @Test
    void vmPausedOnItsWay_arrivesPaused() {
        VmId vm = qemu.guest(alpha, GuestSpec.named("asleep"));
        MigrationJob job = alpha.migrate(vm, beta, slow());
        awaitCopying(job);

        alpha.pause(vm);
        job.requestBandwidth(DataRate.ofMebibytesPerSecond(1000));

        assertThat(end(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(beta.status(vm).state()).isEqualTo(VmState.PAUSED);
        beta.resume(vm);
        assertThat(qemu.problems(vm)).isEmpty();
        beta.destroy(vm);
    }

    @Test
    void sessionClosedOnTheWay_vmArrivesAllTheSame() {
        VmId vm = qemu.guest(alpha, GuestSpec.named("orphan"));
        DriverSession brief = qemu.open("alpha");
        MigrationJob job = brief.migrate(vm, beta, slow());
        awaitCopying(job);
        job.requestBandwidth(DataRate.ofMebibytesPerSecond(1000));

        brief.close();

        assertThat(end(job))
                .isInstanceOfSatisfying(
                        MigrationOutcome.Failed.class,
                        failed -> assertThat(failed.location()).isInstanceOf(VmLocation.Unknown.class));
        assertThat(Waiting.until(() -> isOnlyOn(beta, alpha, vm), Duration.ofSeconds(60)))
                .isTrue();
        assertThat(qemu.problems(vm)).isEmpty();
        beta.destroy(vm);
    }

    @Test
    void controllerKilledOnTheWay_whoeverLooksNextSettlesIt() throws IOException {
        VmId vm = qemu.guest(alpha, GuestSpec.named("survivor"));

        assertThat(DyingController.runAndKill(alpha.uri(), beta.uri(), vm)).isEqualTo("COPYING");

        assertThat(Waiting.until(() -> isOnlyOn(beta, alpha, vm), Duration.ofSeconds(60)))
                .isTrue();
        assertThat(beta.status(vm).state()).isEqualTo(VmState.RUNNING);
        assertThat(qemu.problems(vm)).isEmpty();
        beta.destroy(vm);
    }

    private static boolean isOnlyOn(DriverSession host, DriverSession other, VmId vm) {
        return host.vms().stream().anyMatch(summary -> summary.id().equals(vm))
                && other.vms().stream().noneMatch(summary -> summary.id().equals(vm));
    }

    private static MigrationRequest slow() {
        return MigrationRequest.builder()
                .bandwidth(DataRate.ofMebibytesPerSecond(4))
                .build();
    }

    private static void awaitCopying(MigrationJob job) {
        assertThat(Waiting.until(() -> job.state() != MigrationState.PREPARING, Duration.ofSeconds(60)))
                .isTrue();
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);
    }

    private static MigrationOutcome end(MigrationJob job) {
        return job.completion()
                .toCompletableFuture()
                .orTimeout(120, TimeUnit.SECONDS)
                .join();
    }
}
