package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pre-copy against values computed by hand: t_i = V_i / b, V_{i+1} = D(t_i), until V_{i+1} <= b * downtime limit. */
class PreCopyTest extends Worldly {
    private static final Duration MICROSECOND = Duration.ofNanos(1000);

    private static void near(Duration actual, Duration expected) {
        assertThat(actual).isCloseTo(expected, MICROSECOND.multipliedBy(1));
    }

    @Test
    void idleVm_takesItsMemoryOverTheLink() {
        MigrationOutcome outcome = run(migrate("web", "alpha", "beta", MigrationRequest.live()));

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        MigrationStatistics statistics = outcome.statistics();
        near(statistics.total(), seconds(10));
        assertThat(statistics.transferred()).contains(mebibytes(1000));
        assertThat(statistics.memory()).contains(mebibytes(1000));
        assertThat(statistics.iterations()).hasValue(1);
        assertThat(statistics.downtime()).contains(Duration.ZERO);
        assertThat(statistics.rate())
                .hasValueSatisfying(
                        rate -> assertThat(rate.mebibytesPerSecond()).isCloseTo(100, within(0.001)));
    }

    @Test
    void zeroPages_costEightBytesEach() {
        use(world(vm("web", 1000).used(mebibytes(200))));

        MigrationOutcome outcome = run(migrate("web", "alpha", "beta", MigrationRequest.live()));

        // 800 MiB of zero pages are 204,800 pages of 4 KiB, of 8 B each.
        assertThat(outcome.statistics().transferred())
                .hasValueSatisfying(sent ->
                        assertThat(sent.bytes()).isEqualTo(mebibytes(200).bytes() + 204_800 * 8));
    }

    @Test
    void dirtyingVm_goesThroughRounds() {
        // V0 = 1000, t0 = 10 s; D(10 s) = 200 (of a working set of 400); t1 = 2 s; D = 40; t2 = 0.4 s; D = 8 MiB <= 30
        // MiB.
        use(world(vm("web", 1000).dirty(dirty(20, 400))));

        MigrationStatistics statistics =
                run(migrate("web", "alpha", "beta", MigrationRequest.live())).statistics();

        assertThat(statistics.iterations()).hasValue(3);
        near(statistics.downtime().orElseThrow(), millis(80));
        near(statistics.total(), millis(12_480));
        assertThat(statistics.transferred().orElseThrow().mebibytes()).isCloseTo(1248, within(0.01));
        near(statistics.phases().get(Phase.COPY), millis(12_400));
        near(statistics.phases().get(Phase.SWITCH_OVER), millis(80));
    }

    @Test
    void workingSet_boundsARound() {
        // D(10 s) = min(50 * 10, 100) = 100; t1 = 1 s; D = 50; t2 = 0.5 s; D = 25 <= 30.
        use(world(vm("web", 1000).dirty(dirty(50, 100))));

        near(
                run(migrate("web", "alpha", "beta", MigrationRequest.live()))
                        .statistics()
                        .total(),
                millis(11_750));
    }

    @Test
    void fasterThanItsLink_neverConvergesByItself() {
        use(world(vm("web", 1000).dirty(dirty(200, 500))));
        MigrationJob job = migrate("web", "alpha", "beta", MigrationRequest.live());

        world().advance(Duration.ofHours(1));

        assertThat(job.state()).isEqualTo(MigrationState.COPYING);
        assertThat(job.progress().iteration()).isGreaterThan(700);
        assertThat(job.progress().dirtyRate()).contains(DataRate.ofMebibytesPerSecond(100));
        job.requestDowntime(seconds(5));
        MigrationOutcome outcome = run(job);
        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(outcome.statistics().downtime().orElseThrow()).isBetween(millis(4000), seconds(5));
    }

    @Test
    void autoConverge_throttlesUntilItConverges() {
        use(world(vm("web", 1000).dirty(dirty(200, 500))));
        MigrationRequest request = MigrationRequest.builder()
                .autoConverge(new AutoConverge(20, 10))
                .build();

        MigrationOutcome outcome = run(migrate("web", "alpha", "beta", request));

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(outcome.statistics().downtime().orElseThrow()).isLessThanOrEqualTo(millis(300));
        assertThat(world().trace()).anyMatch(line -> line.contains("throttled by 50 %"));
    }

    @Test
    void bandwidthLimit_holdsAndCanBeChanged() {
        MigrationRequest slow = MigrationRequest.builder()
                .bandwidth(DataRate.ofMebibytesPerSecond(10))
                .build();
        MigrationJob job = migrate("web", "alpha", "beta", slow);
        world().advance(seconds(50));
        assertThat(job.progress().transferred()).contains(mebibytes(500));

        assertThat(job.requestBandwidth(DataRate.ofMebibytesPerSecond(50))).isTrue();

        near(run(job).statistics().total(), seconds(60));
    }

    @Test
    void cancel_leavesTheVmRunningAtItsSource() {
        Host alpha = open("alpha");
        Host beta = open("beta");
        VM web = alpha.vm("web");
        MigrationJob job = web.migrateTo(beta, MigrationRequest.live());
        world().advance(seconds(3));
        assertThat(beta.vm("web").status()).isEqualTo(new VmStatus(VmState.PAUSED, StateReason.MIGRATION));
        assertThat(beta.memory().used()).isEqualTo(mebibytes(1000));

        assertThat(job.requestCancel()).isTrue();
        MigrationOutcome outcome = run(job);

        VmStatus runsOn = new VmStatus(VmState.RUNNING, StateReason.MIGRATION_CANCELLED);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        MigrationOutcome.Cancelled.class,
                        cancelled ->
                                assertThat(cancelled.location()).isEqualTo(new VmLocation.OnHost(alpha.uri(), runsOn)));
        assertThat(web.status()).isEqualTo(runsOn);
        assertThat(beta.vms()).isEmpty();
        assertThat(beta.memory().used().isZero()).isTrue();
        assertThat(job.requestCancel()).isFalse();
        assertThat(job.state()).isEqualTo(MigrationState.CANCELLED);
    }

    @Test
    void fixedCosts_addUp() {
        use(builder(vm("web", 1000)).costs(SimCosts.DEFAULT).build());

        MigrationStatistics statistics =
                run(migrate("web", "alpha", "beta", MigrationRequest.live())).statistics();

        near(statistics.total(), millis(900 + 20 + 10_000 + 100 + 600));
        assertThat(statistics.active()).hasValueSatisfying(active -> near(active, millis(20 + 10_000 + 100)));
        assertThat(statistics.setup()).contains(millis(20));
        assertThat(statistics.downtime()).hasValueSatisfying(downtime -> near(downtime, millis(100)));
        near(statistics.phases().get(Phase.PREPARE), millis(920));
        near(statistics.phases().get(Phase.FINISH), millis(600));
    }

    @Test
    void twoVms_shareTheLink() {
        use(world(vm("one", 500), vm("two", 1000)));
        MigrationJob one = migrate("one", "alpha", "beta", MigrationRequest.live());
        MigrationJob two = migrate("two", "alpha", "gamma", MigrationRequest.live());

        // Both leave by one card: 50 MiB/s each until the first has sent its 500 MiB, then all of it.
        near(run(one).statistics().total(), seconds(10));
        near(run(two).statistics().total(), seconds(15));
    }
}
