package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import org.junit.jupiter.api.Test;

class PostCopyRecoveryTest extends Worldly {
    private static final MigrationRequest POST_COPY = MigrationRequest.builder()
            .mode(new MigrationMode.PostCopy(new Trigger.Immediately()))
            .build();

    /** After 3 s 700 MiB have not arrived. */
    private void breakIt() {
        MigrationJob job = migrate("web", "alpha", "beta", POST_COPY);
        world().advance(seconds(3));
        world().faults().linkDown("beta");
        assertThat(run(job)).isInstanceOf(MigrationOutcome.Failed.class);
    }

    private MigrationJob recover() {
        return open("alpha").vm("web").recoverPostCopy(open("beta"), MigrationRequest.live());
    }

    @Test
    void linkIsBack_theRestFollows() {
        breakIt();
        world().faults().linkUp("beta");

        MigrationOutcome outcome = run(recover());

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(outcome.statistics().transferred().orElseThrow()).isEqualTo(mebibytes(700));
        assertThat(open("beta").vm("web").status()).isEqualTo(new VmStatus(VmState.RUNNING, StateReason.MIGRATED));
        assertThat(open("alpha").vms()).isEmpty();
    }

    @Test
    void linkBreaksAgain_bothHalvesStayAndItCanBeTriedAgain() {
        breakIt();
        world().faults().linkUp("beta");
        MigrationJob second = recover();
        world().advance(seconds(2));
        assertThatThrownBy(second::requestCancel).isInstanceOf(VmStateException.class);
        world().faults().linkDown("beta");
        assertThat(run(second)).isInstanceOf(MigrationOutcome.Failed.class);
        assertThat(open("alpha").vm("web").status().reason()).isEqualTo(StateReason.POST_COPY_FAILED);
        world().faults().linkUp("beta");

        MigrationOutcome outcome = run(recover());

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(outcome.statistics().transferred().orElseThrow()).isEqualTo(mebibytes(500));
    }

    @Test
    void nothingBroken_isRefused() {
        Host beta = open("beta");

        assertThatThrownBy(() -> open("alpha").vm("web").recoverPostCopy(beta, MigrationRequest.live()))
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("no broken post-copy");
    }

    @Test
    void destinationsHalfKilledMeanwhile_losesTheVmAndSaysSo() {
        breakIt();
        world().faults().linkUp("beta");
        MigrationJob job = recover();
        world().advance(seconds(1));

        world().faults().killVm("beta", "web");

        assertThat(((MigrationOutcome.Failed) run(job)).cause()).hasMessageContaining("lost");
    }
}
