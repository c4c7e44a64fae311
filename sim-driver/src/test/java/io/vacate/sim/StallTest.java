package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.StallPolicy;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of migrations that hang: the link goes down and the keepalive would take 28 s to notice. */
class StallTest extends Worldly {
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private static MigrationRequest.Builder watched(StallPolicy.Action action) {
        return MigrationRequest.builder().stallPolicy(new StallPolicy(PATIENCE, action));
    }

    private MigrationJob hanging(MigrationRequest request) {
        MigrationJob job = migrate("web", "alpha", "beta", request);
        world().advance(seconds(3));
        world().faults().linkDown("beta");
        return job;
    }

    @Test
    void cancelPolicy_stopsTheMigrationAndSaysWhereTheVmIs() {
        MigrationJob job = hanging(watched(StallPolicy.Action.CANCEL).build());

        MigrationOutcome outcome = run(job);

        assertThat(world().time().elapsed()).isBetween(seconds(9), seconds(11));
        assertThat(outcome).isInstanceOfSatisfying(MigrationOutcome.Failed.class, failed -> {
            assertThat(failed.cause())
                    .isInstanceOf(MigrationFailedException.class)
                    .hasMessageContaining("'web'")
                    .hasMessageContaining("no sign of progress for 6 s")
                    .hasMessageContaining("300 MiB sent")
                    .hasMessageContaining(
                            "running (migration cancelled) on " + open("alpha").uri());
            assertThat(failed.location())
                    .isInstanceOfSatisfying(
                            VmLocation.OnHost.class,
                            at -> assertThat(at.status().state()).isEqualTo(VmState.RUNNING));
        });
        assertThat(job.state()).isEqualTo(MigrationState.FAILED);
        assertThat(job.progress().stalled()).isEmpty();
        assertThat(open("beta").vms()).isEmpty();
    }

    @Test
    void reportPolicy_tellsForHowLongAndGoesOn() {
        MigrationJob job = hanging(watched(StallPolicy.Action.REPORT).build());
        world().advance(seconds(5));
        assertThat(job.progress().stalled()).isEmpty();

        world().advance(seconds(5));

        // The stall began at some moment within the last look before the link went down.
        assertThat(job.progress().stalled().orElseThrow()).isBetween(seconds(9), seconds(10));
        world().faults().linkUp("beta");
        world().advance(seconds(1));
        assertThat(job.progress().stalled()).isEmpty();
        assertThat(run(job)).isInstanceOf(MigrationOutcome.Completed.class);
    }

    @Test
    void slowMigration_isNoStall() {
        MigrationJob job = migrate(
                "web",
                "alpha",
                "beta",
                watched(StallPolicy.Action.CANCEL)
                        .bandwidth(DataRate.ofMebibytesPerSecond(1))
                        .build());

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Completed.class);
    }

    @Test
    void callerWhoCancelsFirst_getsCancelled() {
        MigrationJob job = hanging(watched(StallPolicy.Action.CANCEL).build());
        job.requestCancel();

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertThat(job.state()).isEqualTo(MigrationState.CANCELLED);
    }

    @Test
    void postCopyPhase_isReportedAndLeftAlone() {
        MigrationJob job = hanging(watched(StallPolicy.Action.CANCEL)
                .mode(new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()))
                .build());
        world().advance(seconds(10));

        assertThat(job.state()).isEqualTo(MigrationState.POST_COPY);
        assertThat(job.progress().stalled()).isPresent();
        world().faults().linkUp("beta");
        assertThat(run(job)).isInstanceOf(MigrationOutcome.Completed.class);
    }

    @Test
    void hostThatCountsNoBytes_isNeverCalledStalled() {
        use(builder()
                .host(host("delta")
                        .vm(vm("quiet", 1000).build())
                        .without(Capability.BYTE_PROGRESS)
                        .build())
                .build());
        MigrationJob job = migrate(
                "quiet", "delta", "beta", watched(StallPolicy.Action.CANCEL).build());
        world().advance(seconds(3));
        world().faults().linkDown("beta", seconds(20));

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Completed.class);
    }

    @Test
    void hostThatCannotCancel_refusesSuchAPolicy() {
        use(builder()
                .host(host("delta")
                        .vm(vm("stubborn", 1000).build())
                        .without(Capability.CANCEL)
                        .build())
                .build());
        Host delta = open("delta");

        assertThatThrownBy(() -> delta.vm("stubborn")
                        .migrateTo(
                                open("beta"), watched(StallPolicy.Action.CANCEL).build()))
                .isInstanceOf(UnsupportedCapabilityException.class)
                .hasMessageContaining("CANCEL");
    }
}
