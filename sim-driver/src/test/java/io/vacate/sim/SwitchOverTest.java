package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Switch-over on request, and limits of the post-copy phase. */
class SwitchOverTest extends Worldly {
    private static final MigrationRequest POST_COPY = MigrationRequest.builder()
            .mode(new MigrationMode.PostCopy(new Trigger.OnRequest()))
            .bandwidth(DataRate.ofMebibytesPerSecond(50))
            .build();

    @Test
    void requestedSwitchOver_endsAMigrationThatWouldNotConverge() {
        use(world(vm("web", 1000).dirty(dirty(200, 800))));
        MigrationJob job = migrate("web", "alpha", "beta", MigrationRequest.live());
        world().advance(seconds(35));
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);

        assertThat(job.requestSwitchOver()).isTrue();

        MigrationOutcome outcome = run(job);
        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        // The working set of 800 MiB, and what the round under way had still to send besides.
        assertThat(outcome.statistics().downtime().orElseThrow()).isBetween(seconds(8), millis(9_001));
        assertThat(job.requestSwitchOver()).isFalse();
        assertThat(open("beta").vm("web").status().state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void requestedSwitchOverBeforeTheFirstRound_sendsAllOfItPaused() {
        use(builder(vm("web", 1000)).costs(SimCosts.DEFAULT).build());
        MigrationJob job = migrate("web", "alpha", "beta", MigrationRequest.live());

        assertThat(job.requestSwitchOver()).isTrue();

        assertThat(run(job).statistics().downtime().orElseThrow()).isGreaterThan(seconds(10));
    }

    @Test
    void requestedSwitchOver_thatFails_letsTheVmRunOnAtItsSource() {
        use(world(vm("web", 1000).dirty(dirty(200, 800))));
        MigrationJob job = migrate("web", "alpha", "beta", MigrationRequest.live());
        world().advance(seconds(15));
        job.requestSwitchOver();
        world().advance(seconds(1));
        assertThat(open("alpha").vm("web").status().state()).isEqualTo(VmState.PAUSED);
        world().faults().linkDown("beta");

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Failed.class);
        assertThat(open("alpha").vm("web").status())
                .isEqualTo(new VmStatus(VmState.RUNNING, StateReason.MIGRATION_CANCELLED));
    }

    @Test
    void requestedSwitchOver_withoutTheCapability_isRefused() {
        use(builder()
                .host(host("delta")
                        .vm(vm("quiet", 1000).build())
                        .without(Capability.FORCED_SWITCH_OVER)
                        .build())
                .build());
        MigrationJob job = migrate("quiet", "delta", "beta", MigrationRequest.live());

        assertThatThrownBy(job::requestSwitchOver)
                .isInstanceOf(UnsupportedCapabilityException.class)
                .hasMessageContaining("FORCED_SWITCH_OVER");
        assertThat(run(job)).isInstanceOf(MigrationOutcome.Completed.class);
    }

    @Test
    void postCopyPhase_takesAllThereIsUnlessItHasALimitOfItsOwn() {
        assertThat(postCopyOfTheSecondHalf(POST_COPY)).isBetween(seconds(15), millis(15_001));
        assertThat(postCopyOfTheSecondHalf(POST_COPY.toBuilder()
                        .postCopyBandwidth(DataRate.ofMebibytesPerSecond(10))
                        .build()))
                .isBetween(seconds(60), millis(60_001));
    }

    private Duration postCopyOfTheSecondHalf(MigrationRequest request) {
        use(world(vm("web", 1000)));
        MigrationJob job = migrate("web", "alpha", "beta", request);
        world().advance(seconds(10));
        job.requestPostCopy();
        return run(job).statistics().total();
    }

    @Test
    void postCopyPhase_canBeLimitedWhileItRuns() {
        MigrationJob job = migrate("web", "alpha", "beta", POST_COPY);
        world().advance(seconds(10));
        job.requestPostCopy();

        assertThat(job.requestBandwidth(DataRate.ofMebibytesPerSecond(10))).isTrue();

        assertThat(run(job).statistics().total()).isBetween(seconds(60), millis(60_001));
    }

    @Test
    void postCopyPhase_withoutTheCapability_cannotBeLimited() {
        use(builder()
                .host(host("delta")
                        .vm(vm("quiet", 1000).build())
                        .without(Capability.POST_COPY_BANDWIDTH)
                        .build())
                .build());
        MigrationJob job = migrate("quiet", "delta", "beta", POST_COPY);
        world().advance(seconds(10));
        job.requestPostCopy();
        world().advance(seconds(1));

        assertThatThrownBy(() -> job.requestBandwidth(DataRate.ofMebibytesPerSecond(10)))
                .isInstanceOf(UnsupportedCapabilityException.class)
                .hasMessageContaining("POST_COPY_BANDWIDTH");
    }
}
