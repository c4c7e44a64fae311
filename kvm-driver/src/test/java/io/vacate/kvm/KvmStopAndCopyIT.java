package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.VM;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.testbed.GuestSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KvmStopAndCopyIT extends TwoKvmHosts {
    @Test
    void stopAndCopy_pausesItThroughout_andItRunsAtTheEnd() throws Exception {
        VM vm = guest(GuestSpec.named("paused").dirtying(20, 48));
        MigrationJob job = vm.migrateTo(destination(), stopAndCopy(16));
        awaitProgress(job, transferredAtLeast(8));

        assertThat(vm.status()).isEqualTo(new VmStatus(VmState.PAUSED, StateReason.MIGRATION));
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);
        assertThat(job.requestSwitchOver()).isFalse();
        MigrationOutcome.Completed outcome = (MigrationOutcome.Completed) await(job);

        MigrationStatistics statistics = outcome.statistics();
        assertThat(statistics.phases()).containsOnlyKeys(Phase.PREPARE, Phase.SWITCH_OVER, Phase.FINISH);
        // More than 64 MiB at 16 MiB/s: the guest stood still for all of that.
        assertThat(statistics.downtime())
                .hasValueSatisfying(downtime -> assertThat(downtime).isGreaterThan(Duration.ofSeconds(4)));
        assertThat(testbed().check("paused").longestGap()).isGreaterThan(Duration.ofSeconds(4));
        assertWellAtDestination(vm);
    }

    @Test
    void cancel_itRunsOnAtItsSource() throws Exception {
        VM vm = guest(GuestSpec.named("not paused").dirtying(8, 32));
        MigrationJob job = vm.migrateTo(destination(), stopAndCopy(8));
        awaitProgress(job, transferredAtLeast(4));

        assertThat(job.requestCancel()).isTrue();

        MigrationOutcome.Cancelled outcome = (MigrationOutcome.Cancelled) await(job);
        assertRunsAtSource(outcome.location());
        assertWellAtSource(vm);
    }

    private static MigrationRequest stopAndCopy(long bandwidth) {
        return MigrationRequest.builder()
                .mode(new MigrationMode.StopAndCopy())
                .bandwidth(DataRate.ofMebibytesPerSecond(bandwidth))
                .build();
    }
}
